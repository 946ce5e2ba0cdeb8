/** A button in the looks of Stint, on React Aria's. */
import type { ReactElement } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style'> {
  /** Words of controls.css: `primary`, `live`, `quiet`, `bad`, `large`, `icon`. */
  readonly look?: string;
}

export function Button({ look = '', ...props }: ButtonProps): ReactElement {
  return <AriaButton {...props} className={`button ${look}`.trim()} />;
}
