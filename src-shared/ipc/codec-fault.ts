/** Why bytes are no message, or a value cannot become one. */
export type CodecFault =
  | { readonly kind: 'not-bytes' }
  | { readonly kind: 'too-large'; readonly bytes: number; readonly limit: number }
  | { readonly kind: 'too-deep'; readonly limit: number }
  | { readonly kind: 'too-many-values'; readonly limit: number }
  | { readonly kind: 'malformed'; readonly detail: string };
