declare const brand: unique symbol;

/** A primitive that carries its meaning in the type. The cast lives in the constructor of each brand and nowhere else. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
