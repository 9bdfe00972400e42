import type { ReactNode } from 'react';

const SHAPES = {
  home: <path d="M4 11l8-7l8 7v8a2 2 0 0 1-2 2h-12a2 2 0 0 1-2-2zM9.5 21v-6h5v6" />,
  whatsapp: (
    <>
      <path d="M3 21l1.65-3.8a9 9 0 1 1 3.4 2.9z" />
      <path d="M9 10a.5.5 0 0 0 1 0v-1a.5.5 0 0 0-1 0v1a5 5 0 0 0 5 5h1a.5.5 0 0 0 0-1h-1a.5.5 0 0 0 0 1" />
    </>
  ),
  building: (
    <>
      <path d="M3 21h18M5 21v-16a2 2 0 0 1 2-2h10a2 2 0 0 1 2 2v16" />
      <path d="M9 8h1M9 12h1M9 16h1M14 8h1M14 12h1M14 16h1" />
    </>
  ),
  language: (
    <>
      <path d="M4 5h7M9 3v2c0 4.4-2.2 8-5 8" />
      <path d="M5 9c0 2.1 3 3.9 6.7 4M12 20l4-9 4 9M19.1 18h-6.2" />
    </>
  ),
  sun: (
    <>
      <circle cx="12" cy="12" r="4" />
      <path d="M3 12h1M12 3v1M20 12h1M12 20v1M5.6 5.6l.7.7M18.4 5.6l-.7.7M17.7 17.7l.7.7M6.3 17.7l-.7.7" />
    </>
  ),
  moon: <path d="M12 3h.4a7.5 7.5 0 0 0 7.9 12.4a9 9 0 1 1-8.3-12.4z" />,
  person: (
    <>
      <circle cx="12" cy="8" r="4" />
      <path d="M6 21v-2a4 4 0 0 1 4-4h4a4 4 0 0 1 4 4v2" />
    </>
  ),
  check: <path d="M5 12l5 5l10-10" />,
  alert: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M12 8v4M12 16h.01" />
    </>
  ),
  info: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M12 8h.01M12 12v4" />
    </>
  ),
  copy: (
    <>
      <path d="M9 9a2 2 0 0 1 2-2h8a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-8a2 2 0 0 1-2-2z" />
      <path d="M5 15a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2h8a2 2 0 0 1 2 2" />
    </>
  ),
  search: (
    <>
      <circle cx="10.5" cy="10.5" r="6.5" />
      <path d="M20 20l-4.5-4.5" />
    </>
  ),
  dots: (
    <>
      <circle cx="12" cy="5" r="1" />
      <circle cx="12" cy="12" r="1" />
      <circle cx="12" cy="19" r="1" />
    </>
  ),
  server: (
    <>
      <path d="M3 7a3 3 0 0 1 3-3h12a3 3 0 0 1 0 8h-12a3 3 0 0 1-3-3z" />
      <path d="M6 12h12a3 3 0 0 1 3 3v2a3 3 0 0 1-3 3h-12a3 3 0 0 1-3-3v-2a3 3 0 0 1 3-3zM7 8h.01M7 16h.01" />
    </>
  ),
  phone: (
    <>
      <path d="M7 5a2 2 0 0 1 2-2h6a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2h-6a2 2 0 0 1-2-2z" />
      <path d="M11 17h2" />
    </>
  ),
  inbox: (
    <>
      <path d="M4 6a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2h-12a2 2 0 0 1-2-2z" />
      <path d="M4 13h3l3 3h4l3-3h3" />
    </>
  ),
  list: <path d="M9 6h11M9 12h11M9 18h11M5 6v.01M5 12v.01M5 18v.01" />,
  key: (
    <>
      <circle cx="8" cy="15" r="4" />
      <path d="M11 12l8-8M15 8l3 3M19 4l2 2" />
    </>
  ),
  people: (
    <>
      <circle cx="9" cy="7" r="4" />
      <path d="M3 21v-2a4 4 0 0 1 4-4h4a4 4 0 0 1 4 4v2M16 3.1a4 4 0 0 1 0 7.8M21 21v-2a4 4 0 0 0-3-3.9" />
    </>
  ),
  settings: <path d="M4 6h8M16 6h4M4 12h2M10 12h10M4 18h11M19 18h1M14 4v4M8 10v4M17 16v4" />,
  target: (
    <>
      <circle cx="12" cy="12" r="9" />
      <circle cx="12" cy="12" r="5" />
      <circle cx="12" cy="12" r="1" />
    </>
  ),
  robot: (
    <>
      <path d="M5 10a2 2 0 0 1 2-2h10a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-10a2 2 0 0 1-2-2z" />
      <path d="M12 4v4M2 13v2M22 13v2M9 13v1M15 13v1" />
    </>
  ),
  shield: <path d="M12 3l7 3v5c0 4.6-2.9 8-7 10c-4.1-2-7-5.4-7-10v-5zM9 12l2 2l4-4" />,
  trash: (
    <path d="M4 7h16M10 11v6M14 11v6M6 7l1 12a2 2 0 0 0 2 2h6a2 2 0 0 0 2-2l1-12M9 7v-3h6v3" />
  ),
  plug: <path d="M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4" />,
  download: <path d="M4 17v2a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-2M7 11l5 5l5-5M12 4v12" />,
  grip: <path d="M9 5v.01M9 12v.01M9 19v.01M15 5v.01M15 12v.01M15 19v.01" strokeWidth={2.6} />,
  pencil: <path d="M4 20h4l10.5-10.5a2.8 2.8 0 0 0-4-4l-10.5 10.5zM13.5 6.5l4 4" />,
  bubble: <path d="M3 20l1.3-3.9a8 7.5 0 1 1 3.4 2.9zM8 12h.01M12 12h.01M16 12h.01" />,
  plus: <path d="M12 5v14M5 12h14" />,
  signOut: (
    <path d="M14 8v-2a2 2 0 0 0-2-2h-7a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h7a2 2 0 0 0 2-2v-2M9 12h12M18 15l3-3M18 9l3 3" />
  ),
  chat: (
    <>
      <path d="M4 6a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7l-5 4v-4a2 2 0 0 1-2-2z" />
      <path d="M8 8.5h8M8 12h5" />
    </>
  ),
  send: <path d="M4 12l16-8l-5 16l-3.5-6.5zM11.5 13.5l8.5-9.5" />,
  clock: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M12 7v5l3 2" />
    </>
  ),
  ticks: <path d="M2 12l5 5l9-9M11 16l1 1l10-10" />,
  file: <path d="M14 3v5h5M6 3h8l5 5v11a2 2 0 0 1-2 2h-11a2 2 0 0 1-2-2v-14a2 2 0 0 1 2-2z" />,
  pin: (
    <>
      <path d="M12 21c4-4.5 7-7.5 7-11a7 7 0 0 0-14 0c0 3.5 3 6.5 7 11z" />
      <circle cx="12" cy="10" r="2.5" />
    </>
  ),
  play: <path d="M8 5v14l11-7z" fill="currentColor" />,
  pause: <path d="M8 5v14M16 5v14" strokeWidth={3} />,
  bolt: <path d="M13 3v7h6l-8 11v-7h-6z" />,
  ban: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M5.7 5.7l12.6 12.6" />
    </>
  ),
  down: <path d="M6 9l6 6l6-6" />,
  gauge: (
    <>
      <path d="M5.6 18.4a9 9 0 1 1 12.8 0" />
      <path d="M12 12l4-4" />
      <circle cx="12" cy="12" r="1" />
    </>
  ),
  bars: <path d="M4 20h16M6 20v-6h3v6M11 20v-14h3v14M16 20v-10h3v10" />,
  route: (
    <>
      <circle cx="6" cy="19" r="2" />
      <circle cx="18" cy="5" r="2" />
      <path d="M12 19h4.5a3.5 3.5 0 0 0 0-7h-9a3.5 3.5 0 0 1 0-7h4.5" />
    </>
  ),
  keyboard: (
    <>
      <path d="M3 8a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-14a2 2 0 0 1-2-2z" />
      <path d="M7 10v.01M11 10v.01M15 10v.01M7 14v.01M17 14v.01M10 14h4" />
    </>
  ),
  up: <path d="M6 15l6-6l6 6" />,
  cross: <path d="M6 6l12 12M18 6l-12 12" />,
  undo: <path d="M9 14l-4-4l4-4M5 10h9a5 5 0 0 1 0 10h-3" />,
  redo: <path d="M15 14l4-4l-4-4M19 10h-9a5 5 0 0 0 0 10h3" />,
  branch: (
    <>
      <circle cx="6" cy="5" r="2" />
      <circle cx="6" cy="19" r="2" />
      <circle cx="18" cy="8" r="2" />
      <path d="M6 7v10M18 10a6 6 0 0 1-6 6h-6" />
    </>
  ),
  forward: <path d="M9 6l6 6l-6 6" />,
  back: <path d="M15 6l-6 6l6 6" />,
} satisfies Record<string, ReactNode>;

/** These point along the reading direction. */
const TURNED = new Set<string>(['signOut', 'forward', 'back', 'send']);

export type Shape = keyof typeof SHAPES;

interface Props {
  shape: Shape;
  size?: number;
}

/** Decoration: what it stands beside, or an aria-label, says the same in words. */
export function Icon({ shape, size = 20 }: Props) {
  return (
    <svg
      aria-hidden
      className={TURNED.has(shape) ? 'turned' : undefined}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.8}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {SHAPES[shape]}
    </svg>
  );
}
