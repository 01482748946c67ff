import { z } from 'zod';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { formatNumber } from '../format/number.ts';
import { DECIMAL_HELP, parseDecimal } from './decimal.ts';

/** One strategy parameter, as a form shows it. */
export interface ParameterField {
  readonly name: string;
  readonly kind: 'integer' | 'number' | 'boolean' | 'choice' | 'text';
  readonly title: string;
  readonly help: string;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly step: number | null;
  readonly choices: readonly string[];
  readonly default: string;
}

export type ParameterValue = number | string | boolean;

const scalar = z.union([z.number(), z.string(), z.boolean()]);
/** The part of JSON Schema that zod writes for a strategy's parameters. */
const propertySchema = z.looseObject({
  type: z.string().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  default: scalar.optional(),
  enum: z.array(scalar).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  exclusiveMaximum: z.number().optional(),
  multipleOf: z.number().optional(),
});
const objectSchema = z.looseObject({ properties: z.record(z.string(), propertySchema).default({}) });

/** The form of a strategy, made from the JSON Schema of its parameters. */
export function parameterFields(
  jsonSchema: unknown,
  defaults: Readonly<Record<string, ParameterValue>> = {},
): ParameterField[] {
  const { properties } = objectSchema.parse(jsonSchema);
  return Object.entries(properties).map(([name, property]) => {
    const kind = kindOf(property);
    return {
      name,
      kind,
      title: property.title ?? name,
      help: property.description ?? '',
      minimum: bound(property.minimum, property.exclusiveMinimum, kind === 'integer' ? 1 : 0),
      maximum: bound(property.maximum, property.exclusiveMaximum, kind === 'integer' ? -1 : 0),
      step: property.multipleOf ?? (kind === 'integer' ? 1 : null),
      choices: (property.enum ?? []).map(String),
      default: String(defaults[name] ?? property.default ?? ''),
    };
  });
}

/** @param text as typed or chosen. The error is a sentence that says what would be right. */
export function parseParameter(field: ParameterField, text: string): Result<ParameterValue, string> {
  switch (field.kind) {
    case 'boolean':
      return ok(text === 'true');
    case 'choice':
      return field.choices.includes(text) ? ok(text) : err(`Choose one of ${field.choices.join(', ')}.`);
    case 'text':
      return text.length <= 200 ? ok(text) : err('At most 200 characters.');
    case 'integer':
    case 'number': {
      const value = parseDecimal(text);
      if (value === null)
        return err(text.trim() === '' ? `${field.title} is missing.` : `Not a figure: ${DECIMAL_HELP}.`);
      if (field.kind === 'integer' && !Number.isInteger(value)) return err('A whole number is needed.');
      if (field.minimum !== null && value < field.minimum) return err(`At least ${field.minimum}.`);
      if (field.maximum !== null && value > field.maximum) return err(`At most ${field.maximum}.`);
      return ok(value);
    }
  }
}

/** "2 to 400", for the hint beside the field; empty when anything goes. */
export function rangeOf({ minimum, maximum }: ParameterField): string {
  const shown = (value: number) => formatNumber(value, decimalsOf(value));
  if (minimum !== null && maximum !== null) return `${shown(minimum)} to ${shown(maximum)}`;
  if (minimum !== null) return `${shown(minimum)} or more`;
  return maximum !== null ? `up to ${shown(maximum)}` : '';
}

function kindOf(property: z.output<typeof propertySchema>): ParameterField['kind'] {
  if (property.enum !== undefined) return 'choice';
  if (property.type === 'integer' || property.type === 'number' || property.type === 'boolean')
    return property.type;
  return 'text';
}

/** zod writes the bounds of safe integers where there are none; a form need not show them. */
function bound(
  inclusive: number | undefined,
  exclusive: number | undefined,
  exclusiveStep: number,
): number | null {
  const value = inclusive ?? (exclusive === undefined ? undefined : exclusive + exclusiveStep);
  return value === undefined || Math.abs(value) >= Number.MAX_SAFE_INTEGER - 1 ? null : value;
}

function decimalsOf(value: number): number {
  return String(value).split('.')[1]?.length ?? 0;
}
