import { z } from 'zod';
import type { IndicatorDefinition } from '#shared/indicators/definition.ts';
import { rsi } from '#shared/indicators/rsi.ts';
import { sma } from '#shared/indicators/sma.ts';
import { BAR_SIZES, barSizeSchema, type BarSize } from '#shared/model/bar-size.ts';
import { MAX_SYMBOLS_PER_RUN } from '#shared/model/backtest.ts';
import { USER_STRATEGY_BOUNDS } from '#shared/model/user-strategy.ts';
import type { IndicatorFactory, StrategyDefinition } from '#shared/strategies/strategy.ts';
import { userFrame } from '../trading-engine/user-frame.ts';
import { checkedStrategy, compileBody, type MakeDefinition } from './evaluate.ts';
import { FaultError, refuse, type Fault } from './fault.ts';
import { SDK_NAMES } from './sdk.ts';
import { toBody } from './to-body.ts';

/** A text to check, as it crosses to a worker thread. */
export interface StrategyText {
  readonly file: string;
  readonly text: string;
}

/** A strategy as far as it can leave the thread that knows its code: plain values. */
export interface CheckedStrategy {
  readonly body: string;
  readonly strategyId: string;
  readonly title: string;
  readonly description: string;
  readonly parametersJsonSchema: Record<string, unknown>;
  /** Whatever else its definition says in plain values: `roles`, for one. */
  readonly traits: Readonly<Record<string, unknown>>;
  readonly setUp: SetUp;
}

/** What it asked for when it was set up with its defaults: for whoever plans runs, where no code of the user's is called. */
export interface SetUp {
  readonly symbolCount: number;
  readonly asked: readonly AskedIndicator[];
  readonly askedBars: readonly AskedBars[];
  readonly hearsOrders: boolean;
}

interface AskedIndicator {
  readonly id: string;
  readonly symbol: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly other: number | readonly number[] | undefined;
  /** Null: over the run's own bars. */
  readonly size: BarSize | null;
}

/** Bars of a coarser size; of no symbol where it only asked for the size. */
interface AskedBars {
  readonly size: BarSize;
  readonly symbol: number | null;
}

export type CheckAnswer =
  { readonly ok: true; readonly value: CheckedStrategy } | { readonly ok: false; readonly error: Fault };

/**
 * Strips, compiles and runs the file once, and sets its strategy up as a run would, with its defaults and indicators that
 * have no values. To be called in a thread with limits: the file may do whatever code can.
 */
export function checkStrategy({ file, text }: StrategyText): CheckAnswer {
  try {
    const body = toBody(text, SDK_NAMES);
    const definition = definitionOf(compileBody({ file, body }));
    const parametersJsonSchema = parametersOf(definition);
    const made = setUp(definition);
    const { id, title, description } = definition;
    return {
      ok: true,
      value: {
        ...{ body, strategyId: id, title, description, parametersJsonSchema },
        ...{ traits: traitsOf(definition), setUp: made },
      },
    };
  } catch (error) {
    return { ok: false, error: faultOf(error) };
  }
}

type Trait = Exclude<keyof StrategyDefinition, 'id' | 'title' | 'description' | 'parameters' | 'create'>;

/** One for everything that a definition may say beside what it must. */
const traitSchemas = {
  roles: z
    .strictObject({
      names: z.array(z.string().min(1).max(80)).min(1).max(20),
      fewest: z.number().int().min(1).max(MAX_SYMBOLS_PER_RUN),
      most: z.number().int().min(1).max(MAX_SYMBOLS_PER_RUN),
    })
    .optional(),
  sellsShort: z.boolean().optional(),
} satisfies Record<Trait, z.ZodType>;

const definitionSchema = z.looseObject({
  ...traitSchemas,
  id: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'it has to be of small letters, digits and -: my-strategy'),
  title: z.string().trim().min(1).max(80),
  description: z.string().trim().min(1).max(2_000),
  parameters: z.instanceof(z.ZodObject, { error: 'it has to be z.strictObject({ ... })' }),
  create: z.custom<StrategyDefinition['create']>((value) => typeof value === 'function', {
    error: 'it has to be a function that returns an object with onBar(context) { ... }',
  }),
});

function definitionOf(make: MakeDefinition): StrategyDefinition {
  const made = make();
  if (typeof made !== 'object' || made === null)
    refuse('The default export is no strategy: write export default defineStrategy({ ... }).');
  const parsed = definitionSchema.safeParse(made);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    refuse(`The definition's ${issue!.path.join('.')} does not fit: ${issue!.message}.`);
  }
  return made as StrategyDefinition;
}

const PARAMETER_NAME = /^[a-z][A-Za-z0-9]{0,39}$/;

/** The form and the command line are made of it: one level of figures, choices and switches, each with a default. */
function parametersOf({ parameters }: StrategyDefinition): Record<string, unknown> {
  const schema = z.toJSONSchema(parameters, { io: 'input', unrepresentable: 'any' });
  if (schema.additionalProperties !== false)
    refuse('parameters have to be z.strictObject({ ... }): a misspelt name must not pass unseen.');
  const fields = Object.entries(schema.properties ?? {});
  if (fields.length > USER_STRATEGY_BOUNDS.parameters)
    refuse(`There are ${fields.length} parameters; at most ${USER_STRATEGY_BOUNDS.parameters} are taken.`);
  for (const [name, field] of fields) {
    if (!PARAMETER_NAME.test(name))
      refuse(`The parameter '${name}' has to be named with letters and digits, a small letter first.`);
    const type = typeof field === 'object' ? field.type : undefined;
    if (type !== 'number' && type !== 'integer' && type !== 'boolean' && type !== 'string')
      refuse(`The parameter '${name}' has to be z.number(), z.boolean(), z.enum([...]) or z.string().`);
  }
  // zod takes a default as it stands: whether it fits is seen when it is given like any other value.
  const filled = parameters.safeParse({});
  const defaults = filled.success ? parameters.safeParse(filled.data) : filled;
  if (!defaults.success) {
    const [issue] = defaults.error.issues;
    refuse(
      `The parameter '${issue!.path.join('.')}' does not take its own default, or has none (.default(...)): ${issue!.message}.`,
    );
  }
  return plainSchema(fields as [string, Record<string, unknown>][]);
}

/** What forms show and the orchestrator checks of a field. A pattern is left to the thread: one can take for ever. */
const FIELD_WORDS = ['type', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minLength', 'maxLength', 'enum', 'default', 'title', 'description']; // prettier-ignore

function plainSchema(
  fields: readonly (readonly [string, Record<string, unknown>])[],
): Record<string, unknown> {
  const properties = fields.map(([name, field]) => {
    const words = Object.entries(field).filter(([word]) => FIELD_WORDS.includes(word));
    return [name, Object.fromEntries(words)];
  });
  return { type: 'object', properties: Object.fromEntries(properties), additionalProperties: false };
}

const NO_VALUE = { value: NaN };
const NO_BAR = { count: 0, time: NaN, open: NaN, high: NaN, low: NaN, close: NaN, volume: NaN };
const ASKED_MAX = 1_000;

/** As a run would, with indicators and bars that write down that they were asked for. */
function setUp(definition: StrategyDefinition): SetUp {
  const asked: AskedIndicator[] = [];
  const askedBars: AskedBars[] = [];
  const symbolCount = definition.roles?.fewest ?? 1;
  const strategy = definition.create(definition.parameters.parse({}), {
    symbolCount,
    indicators: writtenDown(asked, null),
    coarser(size) {
      if (!barSizeSchema.safeParse(size).success)
        throw new Error(`'${size}' is no bar size: use one of ${BAR_SIZES.join(', ')}`);
      const add = (symbol: number | null) => askedBars.length < ASKED_MAX && askedBars.push({ size, symbol });
      add(null);
      return {
        indicators: writtenDown(asked, size),
        of(symbol) {
          add(symbol);
          return NO_BAR;
        },
      };
    },
  });
  const hearsOrders = checkedStrategy(strategy).onOrder !== undefined;
  return { ...structuredClone({ asked, askedBars }), symbolCount, hearsOrders };
}

function writtenDown(asked: AskedIndicator[], size: BarSize | null): IndicatorFactory {
  const of = (
    indicator: IndicatorDefinition,
    symbol: number,
    parameters: object = {},
    other?: AskedIndicator['other'],
  ) => {
    const whole = indicator.parameters.parse(parameters);
    if (asked.length < ASKED_MAX) asked.push({ id: indicator.id, symbol, parameters: whole, other, size });
    return Object.fromEntries(indicator.outputs.map((output) => [output, NO_VALUE]));
  };
  return {
    of,
    sma: (symbol: number, period: number) => of(sma, symbol, { period })['sma']!,
    rsi: (symbol: number, period: number) => of(rsi, symbol, { period })['rsi']!,
  } as unknown as IndicatorFactory;
}

/** A thread gives out what can be copied, and of that what a definition has. */
function traitsOf(definition: StrategyDefinition): Record<string, unknown> {
  const traits = Object.keys(traitSchemas).map((name) => [name, definition[name as Trait]] as const);
  return Object.fromEntries(structuredClone(traits.filter(([, value]) => value !== undefined)));
}

/** SyntaxErrors of the engine begin their stack with place, line and a mark under the column. */
const SYNTAX_PLACE = /^user-strategy:[^\n]*:(\d+)\n([^\n]*)\n( *)\^/;

export function faultOf(error: unknown): Fault {
  if (error instanceof FaultError) return error.fault;
  const message = error instanceof Error ? error.message : `It threw ${String(error)}`;
  const frame = userFrame(error);
  if (frame !== null) return { message, line: frame.line, column: frame.column };
  const syntax = error instanceof SyntaxError ? SYNTAX_PLACE.exec(error.stack ?? '') : null;
  if (syntax === null) return { message, line: null, column: null };
  // The first line of a body has a directive before it: see evaluate.ts.
  const shift = syntax[2]!.startsWith("'use strict';") && syntax[1] === '1' ? 13 : 0;
  return { message, line: Number(syntax[1]), column: Math.max(1, syntax[3]!.length + 1 - shift) };
}
