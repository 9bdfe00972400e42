import { Fragment, type ReactNode } from 'react';

interface Props {
  /** A text with one place, `{phone}`, that is not filled by words alone. */
  text: (place: string) => string;
  children: ReactNode;
}

/** A text around an element, wherever the language puts it. */
export function Filled({ text, children }: Props) {
  const parts = text('\n').split('\n');
  return (
    <>
      {parts.map((part, index) => (
        <Fragment key={index}>
          {index > 0 && children}
          {part}
        </Fragment>
      ))}
    </>
  );
}
