/**
 * Every message that crosses a process, in two tables: `requests` (one question, one answer) and `streams` (values
 * pushed to whoever subscribes). The part of a name before the dot says who serves it; both ends parse with these
 * schemas, and what does not fit, or brings fields of its own, is refused.
 */
import { z } from 'zod';
import {
  backtestSpecSchema,
  runDetailSchema,
  runIdSchema,
  runProgressSchema,
  runSummarySchema,
  tradeSchema,
} from '../model/backtest.ts';
import { corporateActionSchema, MAX_ACTIONS_PER_RUN } from '../model/corporate-action.ts';
import {
  csvDialectSchema,
  fileGrantSchema,
  IMPORT_KINDS,
  importPreviewSchema,
  importProgressSchema,
  importReportSchema,
  importSpecSchema,
} from '../model/import.ts';
import { scenarioSchema } from '../model/market-scenario.ts';
import {
  faultTextSchema,
  gatewayAccountSchema,
  gatewaySpeedSchema,
  gatewayStatusSchema,
  knownFaultSchema,
} from '../model/paper-gateway.ts';
import { brokerBarsSchema, spanSchema, storedBrokerBarsSchema } from '../model/broker-bars.ts';
import { reportTableSchema } from '../model/report-table.ts';
import { seriesFactsSchema, seriesIdSchema, seriesSummarySchema } from '../model/series.ts';
import { settingsPatchSchema, settingsSchema } from '../model/settings.ts';
import { sourceHashSchema, strategyFileSchema, strategyProblemSchema } from '../model/user-strategy.ts';
import { workspaceIdSchema } from '../model/workspace.ts';
import { connectionRequests, connectionStreams } from './connection.ts';
import { depthRequests, depthStreams } from './depth.ts';
import { marketDataRequests, marketDataStreams } from './market-data.ts';
import { orderRequests, orderStreams } from './orders.ts';
import { planningRequests } from './planning.ts';
import { portfolioRequests, portfolioStreams } from './portfolio.ts';
import { riskRequests, riskStreams } from './risk.ts';
import { screenRequests, screenStreams } from './screens.ts';
import { studyRequests, studyStreams } from './studies.ts';
import type { RequestTable, StreamTable } from './tables.ts';
import { tradingRequests, tradingStreams } from './trading.ts';

const nothing = z.strictObject({});
const column = z.custom<Float64Array>((value) => value instanceof Float64Array, 'expected a Float64Array');

/** Names what can be taken back until the application closes. */
const undoSchema = z.strictObject({ undoId: z.uuid() });

const barsSchema = z.strictObject({
  time: column,
  open: column,
  high: column,
  low: column,
  close: column,
  volume: column,
  /** Stored bars folded into each bar sent: 1 is the series as stored. */
  barsPerPoint: z.number().int().positive(),
});

/** Equity thinned so that each stretch keeps its extremes. Money in currency units; drawdown as a fraction, 0 or below. */
const equitySchema = z.strictObject({ time: column, equity: column, drawdown: column });

const markerSchema = z.strictObject({
  time: z.number(),
  side: z.enum(['buy', 'sell']),
  price: z.number(),
  quantity: z.number(),
});

export const appInfoSchema = z.strictObject({
  version: z.string(),
  codeVersion: z.string(),
  electron: z.string(),
  chrome: z.string(),
  node: z.string(),
  sqlite: z.string(),
  platform: z.string(),
  dataDirectory: z.string(),
  logDirectory: z.string(),
});
export type AppInfo = z.output<typeof appInfoSchema>;

const parameterValue = z.union([z.number(), z.string(), z.boolean()]);
export const strategyInfoSchema = z.strictObject({
  strategyId: z.string(),
  title: z.string(),
  description: z.string(),
  /** JSON Schema of the parameters, as zod writes it: properties with type, minimum, maximum, default, title, description. */
  parametersJsonSchema: z.record(z.string(), z.unknown()),
  defaults: z.record(z.string(), parameterValue),
  /** Of a user's strategy: its file, and which text of it; absent for those of the application. */
  origin: z.strictObject({ file: strategyFileSchema, hash: sourceHashSchema }).optional(),
  /** What its symbols are to it, in the order of the run; null: each is traded by itself, however many. */
  roles: z
    .strictObject({
      /** The last name is that of all that follow. */
      names: z.array(z.string()).min(1),
      fewest: z.number().int(),
      most: z.number().int(),
    })
    .nullable(),
  /** It needs an account with margin. */
  sellsShort: z.boolean(),
});
export type StrategyInfo = z.output<typeof strategyInfoSchema>;

/** `csv`: the trades; `tables-csv`: statistics and tables, a figure a line. */
export const EXPORT_FORMATS = ['csv', 'tables-csv', 'json', 'html'] as const;
const exportFormatSchema = z.enum(EXPORT_FORMATS);

export const paperStatusSchema = z.strictObject({
  process: z.strictObject({
    state: z.enum(['stopped', 'starting', 'ready', 'restarting', 'stopping', 'down']),
    /** Why it is not ready. */
    detail: z.string().nullable(),
  }),
  /** As the gateway last told it; null while it does not serve. */
  gateway: gatewayStatusSchema.nullable(),
});
export type PaperStatus = z.output<typeof paperStatusSchema>;

/** Served by main. */
export const mainRequests = {
  ...connectionRequests,
  ...marketDataRequests,
  ...depthRequests,
  ...portfolioRequests,
  ...orderRequests,
  ...riskRequests,
  ...tradingRequests,
  'app.info': { input: nothing, output: appInfoSchema },
  'app.licences': { input: nothing, output: z.strictObject({ text: z.string() }) },
  /** Puts versions, folders, recent log lines and the state of each process on the clipboard, and returns the same text. */
  'app.copyDiagnostics': { input: nothing, output: z.strictObject({ text: z.string() }) },
  'app.openFolder': { input: z.strictObject({ folder: z.enum(['data', 'logs']) }), output: nothing },
  /** The folder of the user's strategies, in the file manager. Made ready for an editor first. Codes: `open-failed`, `strategies-folder`. */
  'strategies.openFolder': { input: nothing, output: nothing },
  /** Writes a new file there, a strategy that works, and shows it in the file manager. Codes: `strategies-folder`. */
  'strategies.create': { input: nothing, output: z.strictObject({ file: strategyFileSchema }) },
  /** Starts the research process again after it has given up restarting by itself. */
  'app.restartResearch': { input: nothing, output: nothing },
  'settings.get': { input: nothing, output: settingsSchema },
  'settings.set': { input: settingsPatchSchema, output: settingsSchema },
  /** Of each workspace dockview's own JSON, kept as text; null when none was saved. */
  'workspace.load': {
    input: nothing,
    output: z.strictObject({ layouts: z.record(workspaceIdSchema, z.string().nullable()) }),
  },
  'workspace.save': {
    input: z.strictObject({ workspace: workspaceIdSchema, layout: z.string().max(1_000_000) }),
    output: nothing,
  },
  /** From `stopped` or `down`. Whether it comes up is told by `paper.status`. Code: `paper-gateway-not-stopped`. */
  'paper.start': { input: nothing, output: nothing },
  /** Ends the sessions of its clients. Answered when it is gone. */
  'paper.stop': { input: nothing, output: nothing },
  /** Now, and kept for the next start. Codes of all below: `paper-gateway-not-running`, `paper-gateway-unreachable`. */
  'paper.setSpeed': { input: z.strictObject({ speed: gatewaySpeedSchema }), output: nothing },
  'paper.setScenario': { input: z.strictObject({ scenario: scenarioSchema }), output: nothing },
  /** In place of those that were set; gone when the gateway ends. Code: `bad-faults`. */
  'paper.setFaults': { input: z.strictObject({ text: faultTextSchema }), output: nothing },
  /**
   * Cash, positions and orders of these accounts as on the first day; null: of all. What works is cancelled. Code:
   * `unknown-account`.
   */
  'paper.resetAccounts': {
    input: z.strictObject({ accounts: z.array(gatewayAccountSchema).min(1).max(20).nullable() }),
    output: nothing,
  },
  'paper.knownFaults': { input: nothing, output: z.strictObject({ faults: z.array(knownFaultSchema) }) },
  /** Native dialogs; null when the user closed them. */
  'files.chooseImport': {
    input: z.strictObject({ what: z.enum(IMPORT_KINDS).default('bars') }),
    output: z.strictObject({ grant: fileGrantSchema.nullable() }),
  },
  'files.chooseSave': {
    input: z.strictObject({
      suggestedName: z.string().max(120),
      kind: z.enum([...EXPORT_FORMATS, 'backup']),
    }),
    output: z.strictObject({ grant: fileGrantSchema.nullable() }),
  },
  /** Opens a file this session has written with the system's program for it. */
  'files.open': { input: z.strictObject({ grantId: z.uuid() }), output: nothing },
  /** Shows it in the system's file manager. */
  'files.reveal': { input: z.strictObject({ grantId: z.uuid() }), output: nothing },
} as const satisfies RequestTable;

/** Served by research, on a port of its own. */
export const researchRequests = {
  ...studyRequests,
  ...planningRequests,
  'library.list': { input: nothing, output: z.strictObject({ series: z.array(seriesSummarySchema) }) },
  /** Bars from `from` up to and including `to` (Unix ms), folded so that at most `maxPoints` are sent. */
  'library.bars': {
    input: z.strictObject({
      seriesId: seriesIdSchema,
      from: z.number().optional(),
      to: z.number().optional(),
      maxPoints: z.number().int().min(10).max(50_000),
    }),
    output: barsSchema,
  },
  'library.previewImport': {
    input: z.strictObject({ grantId: z.uuid(), dialect: csvDialectSchema.optional() }),
    output: importPreviewSchema,
  },
  /** Long: progress comes on `library.importProgress`, cancelling the request cancels the import. */
  'library.import': {
    input: z.strictObject({ importId: z.uuid(), grantId: z.uuid(), spec: importSpecSchema }),
    output: importReportSchema,
  },
  /** Writes every refused row of an import of this session as CSV. */
  'library.saveRefusedRows': {
    input: z.strictObject({ importId: z.uuid(), grantId: z.uuid() }),
    output: nothing,
  },
  'library.delete': { input: z.strictObject({ seriesId: seriesIdSchema }), output: undoSchema },
  'library.backup': {
    input: z.strictObject({ grantId: z.uuid() }),
    output: undoSchema.extend({ bytes: z.number(), path: z.string() }),
  },
  /** Takes back a delete (of a series or a run) or a backup. */
  'library.undo': { input: undoSchema, output: nothing },
  ...screenRequests,
  /** Those of the application, then the user's by title; and the user's files that cannot be used. */
  'strategies.list': {
    input: nothing,
    output: z.strictObject({
      strategies: z.array(strategyInfoSchema),
      problems: z.array(strategyProblemSchema),
      /** Problems that were left out because there are too many to show. */
      problemsLeftOut: z.number().int(),
      /** Files of the user are being read. */
      isReading: z.boolean(),
    }),
  },
  'backtests.start': { input: backtestSpecSchema, output: z.strictObject({ runId: runIdSchema }) },
  /** Splits and dividends of a CSV file. Codes: `file-not-granted`, those of a file that cannot be read, `actions-unusable`. */
  'backtests.readActions': {
    input: z.strictObject({ grantId: z.uuid() }),
    output: z.strictObject({ actions: z.array(corporateActionSchema).max(MAX_ACTIONS_PER_RUN) }),
  },
  'backtests.cancel': { input: z.strictObject({ runId: runIdSchema }), output: nothing },
  'runs.list': { input: nothing, output: z.strictObject({ runs: z.array(runSummarySchema) }) },
  'runs.get': { input: z.strictObject({ runId: runIdSchema }), output: runDetailSchema },
  /** All of the run, or from `from` up to and including `to` (Unix ms), in at most `maxPoints` points. */
  'runs.chart': {
    input: z.strictObject({
      runId: runIdSchema,
      symbol: z.number().int().nonnegative(),
      from: z.number().optional(),
      to: z.number().optional(),
      maxPoints: z.number().int().min(10).max(50_000),
    }),
    output: z.strictObject({
      /** As the library has them now; null when it has them no more. */
      bars: barsSchema.nullable(),
      /** The bars are not those the run was computed on: its fills do not belong on them, and `markers` is empty. */
      barsChanged: z.boolean(),
      equity: equitySchema,
      markers: z.array(markerSchema),
      /** Fills that were left out of `markers` because there are too many to draw. */
      markersLeftOut: z.number().int(),
    }),
  },
  'runs.trades': {
    input: z.strictObject({
      runId: runIdSchema,
      offset: z.number().int().min(0),
      limit: z.number().int().min(1).max(100_000),
    }),
    output: z.strictObject({ trades: z.array(tradeSchema), total: z.number().int() }),
  },
  /** The tables of the run's report. Codes: `run-not-done`, and those of `runs.get`. */
  'runs.tables': {
    input: z.strictObject({ runId: runIdSchema }),
    output: z.strictObject({ tables: z.array(reportTableSchema).max(20) }),
  },
  'runs.delete': { input: z.strictObject({ runId: runIdSchema }), output: undoSchema },
  'runs.export': {
    input: z.strictObject({ runId: runIdSchema, format: exportFormatSchema, grantId: z.uuid() }),
    output: z.strictObject({ path: z.string(), bytes: z.number() }),
  },
} as const satisfies RequestTable;

export const mainStreams = {
  ...connectionStreams,
  ...marketDataStreams,
  ...depthStreams,
  ...portfolioStreams,
  ...orderStreams,
  ...riskStreams,
  ...tradingStreams,
  /** State of the research process as main sees it. `detail` says why it is not ready. */
  'app.research': z.strictObject({
    state: z.enum(['starting', 'ready', 'restarting', 'down']),
    detail: z.string().nullable(),
  }),
  'settings.changed': settingsSchema,
  /** The paper gateway: at every change of its process, and once a second while it runs. */
  'paper.status': paperStatusSchema,
  /** A menu item was chosen: run the command of this id. */
  'app.command': z.strictObject({ commandId: z.string() }),
} as const satisfies StreamTable;

export const researchStreams = {
  ...screenStreams,
  ...studyStreams,
  'backtests.progress': runProgressSchema,
  'library.importProgress': importProgressSchema,
  /** The list is to be asked for again. */
  'library.changed': nothing,
  'strategies.changed': nothing,
  'runs.changed': nothing,
} as const satisfies StreamTable;

/** main → research, on the utility process's own channel. */
export const supervisionRequests = {
  /** Answered when the library is open and requests are served; fails with the reason when that cannot be. */
  'supervision.ready': { input: nothing, output: nothing },
  /** Answered at once, whatever else is going on: a process that does not answer for long is hung and is killed. */
  'supervision.ping': { input: nothing, output: nothing },
  /** Lets research read or write the one file that the user chose. */
  'supervision.grantFile': {
    input: z.strictObject({ grant: fileGrantSchema, path: z.string(), access: z.enum(['read', 'write']) }),
    output: nothing,
  },
  /** Keeps a page of bars that the broker gave. Codes: `bars-refused`, `series-busy`, and what the disk refuses. */
  'library.keepBrokerBars': {
    input: brokerBarsSchema,
    output: z.strictObject({ seriesId: seriesIdSchema.nullable() }),
  },
  /** What there is already of one of a broker's series. */
  'library.readBrokerBars': {
    input: z.strictObject({
      facts: seriesFactsSchema.pick({ symbol: true, source: true, barSize: true }),
      stretch: spanSchema,
    }),
    output: storedBrokerBarsSchema,
  },
  /** Finishes what is being written, purges what was deleted and closes the library. */
  'supervision.close': { input: nothing, output: nothing },
} as const satisfies RequestTable;
