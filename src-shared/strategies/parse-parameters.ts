import { z } from 'zod';
import { err, ok, type Result } from '../kernel/result.ts';
import type { StrategyDefinition } from './strategy.ts';

/** One parameter that cannot be used. `message` names it, its value and what would be accepted. */
export interface ParameterIssue {
  readonly field: string;
  readonly value: unknown;
  readonly message: string;
}

/**
 * Judges a strategy's settings. Absent parameters take their defaults; an unknown one is refused, because a misspelt
 * name would otherwise trade on a default that nobody chose.
 */
export function parseParameters<Parameters extends z.ZodObject>(
  definition: StrategyDefinition<Parameters>,
  raw: Readonly<Record<string, unknown>>,
): Result<z.output<Parameters>, readonly ParameterIssue[]> {
  const parsed = definition.parameters.safeParse(raw);
  if (parsed.success) return ok(parsed.data);
  const known = fieldsOf(definition.parameters);
  const issues = parsed.error.issues.flatMap((issue): ParameterIssue[] => {
    if (issue.code === 'unrecognized_keys') {
      const names = Object.keys(known).join(', ') || 'none';
      return issue.keys.map((field) => ({
        field,
        value: raw[field],
        message: `${field} is not a parameter of ${definition.title} (it has: ${names})`,
      }));
    }
    const field = issue.path.join('.');
    const value = raw[field] ?? known[field]?.default;
    const problem =
      issue.code === 'custom' ? issue.message : `it must be ${acceptedBy(known[field], issue.message)}`;
    return [
      {
        field,
        value,
        message: `${field} was ${typeof value === 'number' ? value : JSON.stringify(value)}: ${problem}`,
      },
    ];
  });
  return err(issues);
}

interface FieldSchema {
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
}

function fieldsOf(parameters: z.ZodObject): Readonly<Record<string, FieldSchema | undefined>> {
  const schema = z.toJSONSchema(parameters, { io: 'input' });
  return (schema.properties ?? {}) as Record<string, FieldSchema>;
}

/** What a field takes, in words; zod's own sentence for shapes that have no range. */
function acceptedBy(field: FieldSchema | undefined, fallback: string): string {
  if (field?.enum !== undefined) return `one of ${field.enum.join(', ')}`;
  if (field?.type === 'boolean') return 'true or false';
  if (field?.type !== 'integer' && field?.type !== 'number') return `valid (${fallback})`;
  const from = field.minimum ?? field.exclusiveMinimum;
  const to = field.maximum ?? field.exclusiveMaximum;
  const kind = field.type === 'integer' ? 'a whole number' : 'a number';
  const lower = from === undefined ? '' : field.minimum === undefined ? ` above ${from}` : ` from ${from}`;
  const upper = to === undefined ? '' : field.maximum === undefined ? ` and below ${to}` : ` to ${to}`;
  return `${kind}${lower}${upper}`;
}
