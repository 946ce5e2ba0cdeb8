/**
 * Messages as catalogues hold them, typed by their own text: a message with places to fill in is a function of these places,
 * one without is a string. The syntax is ICU MessageFormat (https://unicode-org.github.io/icu/userguide/format_parse/messages/).
 */

/** What stands after an opening brace, up to a comma or the closing one. */
type UpTo<Text extends string> = Text extends `${infer Head}}${string}`
  ? Head extends `${infer Name},${string}`
    ? Name
    : Head
  : Text extends `${infer Name},${string}`
    ? Name
    : never;
/** What plurals say in their braces holds a space or a number sign; a place has a name of one word. */
type IfName<Text extends string> = Text extends '' | `${string} ${string}` | `${string}#${string}`
  ? never
  : Text;
type Names<Text extends string> = Text extends `${string}{${infer Rest}`
  ? IfName<UpTo<Rest>> | Names<Rest>
  : never;

type Message<Text extends string> = [Names<Text>] extends [never]
  ? string
  : (values: { readonly [Name in Names<Text>]: string | number }) => string;

/** A catalogue: messages by name, in groups as deep as it needs. */
export interface Catalogue {
  readonly [name: string]: string | Catalogue;
}

/** The same catalogue in another language. */
export type Translated<C> = {
  readonly [Name in keyof C]: C[Name] extends string ? string : Translated<C[Name]>;
};

/** A catalogue as it is spoken: `words.request.left({ count: 3 })`, `words.request.reason`. */
export type Words<C> = {
  readonly [Name in keyof C]: C[Name] extends string ? Message<C[Name]> : Words<C[Name]>;
};
