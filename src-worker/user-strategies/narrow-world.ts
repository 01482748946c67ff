/**
 * What a strategy's file finds in place of the global names: those of the language itself, of which clock and chance are
 * taken out so that a run comes to the same each time, and for every other name something that says that it is not there.
 *
 * No sandbox (docs/adr/0016): it keeps mistakes and pasted code from files, network and the rest of the process. Whoever
 * writes a file in order to break out of it will find a way.
 */
const OF_THE_LANGUAGE: ReadonlySet<string> = new Set([
  ...['undefined', 'NaN', 'Infinity', 'isFinite', 'isNaN', 'parseFloat', 'parseInt'],
  ...[
    'Object',
    'Array',
    'Map',
    'Set',
    'WeakMap',
    'WeakSet',
    'Number',
    'BigInt',
    'String',
    'Boolean',
    'Symbol',
  ],
  ...['RegExp', 'JSON', 'Intl', 'Promise', 'Proxy', 'Reflect', 'Iterator', 'ArrayBuffer', 'DataView'],
  ...[
    'Int8Array',
    'Uint8Array',
    'Uint8ClampedArray',
    'Int16Array',
    'Uint16Array',
    'Int32Array',
    'Uint32Array',
  ],
  ...['Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array'],
  ...[
    'Error',
    'AggregateError',
    'EvalError',
    'RangeError',
    'ReferenceError',
    'SyntaxError',
    'TypeError',
    'URIError',
  ],
]);

/** May not be the name of a parameter in strict code; what they lead to is taken away by `forbidCodeFromText`. */
const NOT_A_PARAMETER: ReadonlySet<string> = new Set(['eval', 'arguments']);

/** Names that are no properties of the global object here, and would be looked for by code that was written elsewhere. */
const OF_OTHER_PLACES = [
  'require',
  'module',
  'exports',
  '__filename',
  '__dirname',
  'window',
  'document',
  'self',
];

const INSTEAD: Readonly<Record<string, string>> = {
  console: 'context.note(...) tells the reader of the result something',
  setTimeout: 'it is asked once for every bar, and answers at once',
  setInterval: 'it is asked once for every bar',
  Date: 'context.time says when the bar began',
  require: "it imports from 'tradewind-sdk' and nothing else",
};

/** Names and values, side by side: the parameters that a file's body is given. */
export function narrowWorld(): { readonly names: readonly string[]; readonly values: readonly unknown[] } {
  const world = new Map<string, unknown>();
  for (const name of [...OF_OTHER_PLACES, ...Object.getOwnPropertyNames(globalThis)]) {
    if (OF_THE_LANGUAGE.has(name) || NOT_A_PARAMETER.has(name) || !/^[A-Za-z_$][\w$]*$/.test(name)) continue;
    world.set(name, absent(name));
  }
  world.set('Math', MATH_WITHOUT_CHANCE);
  world.set('Date', DateWithoutClock);
  return { names: [...world.keys()], values: [...world.values()] };
}

const MATH_WITHOUT_CHANCE = Object.freeze({
  ...(Object.fromEntries(
    Object.getOwnPropertyNames(Math).map((name) => [
      name,
      Object.getOwnPropertyDescriptor(Math, name)!.value as unknown,
    ]),
  ) as unknown as Math),
  random(): never {
    throw new Error(
      'Math.random is not there for a strategy: the same run would come to another end each time',
    );
  },
});

class DateWithoutClock extends Date {
  constructor(...values: readonly unknown[]) {
    if (values.length === 0) throw noClock();
    super(...(values as [number]));
  }
  static override now(): never {
    throw noClock();
  }
}

function noClock(): Error {
  return new Error(`The clock is not there for a strategy: ${INSTEAD['Date']!}`);
}

function absent(name: string): unknown {
  const refuse = (): never => {
    const instead = INSTEAD[name];
    throw new Error(
      `${name} is not there for a strategy: ${instead ?? 'it sees its bars and its account, and nothing else'}`,
    );
  };
  return new Proxy(function () {}, {
    ...{ apply: refuse, construct: refuse, get: refuse, set: refuse, has: refuse, ownKeys: refuse },
    ...{ getPrototypeOf: refuse, defineProperty: refuse, deleteProperty: refuse },
    getOwnPropertyDescriptor: refuse,
  });
}

/** Objects inherit what these have, and give themselves such properties anew (`error.name = ...`): they stay writable. */
const INHERITED_BY_ALL: ReadonlySet<unknown> = new Set([Object, Function, Error, AggregateError, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError].map((one: { readonly prototype: unknown }) => one.prototype)); // prettier-ignore

/**
 * For good, in the thread that calls it: what the language brings along is not changed any more. A file that tried would
 * change every later run of its thread, and every file that is checked there.
 */
export function freezeLanguage(): void {
  const builtIn = [...OF_THE_LANGUAGE, 'Math', 'Date'].map(
    (name) => (globalThis as unknown as Record<string, unknown>)[name],
  );
  const iterators = [
    [].values(),
    new Map().values(),
    new Set().values(),
    ''[Symbol.iterator](),
    ''.matchAll(/x/g),
  ];
  const hidden = [
    Object.getPrototypeOf(Int8Array) as unknown,
    ...iterators.map((one) => Object.getPrototypeOf(one) as unknown),
  ];
  for (const one of [...builtIn, ...hidden]) {
    if ((typeof one !== 'function' && typeof one !== 'object') || one === null) continue;
    const { prototype } = one as { readonly prototype?: object };
    if (prototype !== undefined && INHERITED_BY_ALL.has(prototype)) Object.preventExtensions(prototype);
    else if (prototype !== undefined) Object.freeze(prototype);
    Object.freeze(one);
  }
  Object.preventExtensions(Function.prototype);
}

/**
 * For good, in the thread that calls it: no code is made of text any more, neither by `eval` nor by the constructors that
 * every function leads to. They would run outside the narrow world.
 */
export function forbidCodeFromText(): void {
  const refuse = function (): never {
    throw new Error('A strategy cannot make code of text');
  };
  const kinds = [
    function () {},
    async function () {},
    function* () {},
    async function* () {},
  ] as readonly object[];
  for (const kind of kinds) {
    Object.defineProperty(Object.getPrototypeOf(kind), 'constructor', {
      value: refuse,
      writable: false,
      configurable: false,
    });
  }
  for (const name of ['eval', 'Function'])
    Object.defineProperty(globalThis, name, { value: refuse, writable: false, configurable: false });
}
