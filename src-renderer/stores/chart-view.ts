import { create } from 'zustand';

/** Of the chart panel, not kept. */
export const useChartView = create<{ readonly isMenuOpen: boolean }>(() => ({ isMenuOpen: false }));
