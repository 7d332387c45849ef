/** The types that make every text checkable: keys, parameters, and the same shape in every language. */

/** A plural text: the form is chosen by `count`; `other` is always there. */
type Plural = { other: string } & Partial<Record<'zero' | 'one' | 'two' | 'few' | 'many', string>>;
export type Message = string | Plural;
export type Dictionary = Record<string, Message>;

type Names<T> = T extends string
  ? T extends `${string}{${infer Name}}${infer Rest}`
    ? Name | Names<Rest>
    : never
  : never;
type NamesOf<M> = M extends string ? Names<M> : M extends object ? Names<M[keyof M]> : never;

/** What `t` must be given for a message: one value per `{name}`, and a number `count` for a plural. */
export type Params<M> = {
  [K in NamesOf<M> as K extends 'count' ? never : K]: string | number;
} & (M extends object
  ? { count: number }
  : 'count' extends NamesOf<M>
    ? { count: string | number }
    : unknown);

/** The shape that a translation must have: the same keys, a plural where the source has one. */
export type Translation<Source extends Dictionary> = {
  [K in keyof Source]: Source[K] extends string ? string : Plural;
};
