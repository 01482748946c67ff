/** "Not set" in the tables of empty nouns. */
export const unset = undefined as number | undefined;
export const unsetFlag = undefined as boolean | undefined;

export interface TagValue {
  readonly tag: string;
  readonly value: string;
}
