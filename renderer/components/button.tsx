/** A button in the looks of Stint, on React Aria's. */
import type { ReactElement, Ref } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style'> {
  /** Words of controls.css: `primary`, `live`, `quiet`, `bad`, `large`, `icon`. */
  readonly look?: string;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Button({ look = '', ref, ...props }: ButtonProps): ReactElement {
  return <AriaButton {...props} {...(ref ? { ref } : {})} className={`button ${look}`.trim()} />;
}
