/** The whole of a run or a series: more candles than any screen has columns. Where the user zooms in, charts ask for finer ones. */
export const CHART_POINTS = 3_000;
/** What a chart asks for at once then: a view's width of points, and as much on either side. */
export const DETAIL_POINTS = 2_400;
