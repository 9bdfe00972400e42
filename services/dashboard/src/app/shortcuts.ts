const KEPT_AS = 'peyk.keys';

// A browser may refuse to keep anything.
export function keptOn(): boolean {
  try {
    return window.localStorage.getItem(KEPT_AS) !== 'off';
  } catch {
    return true;
  }
}

export function keepOn(on: boolean): void {
  try {
    window.localStorage.setItem(KEPT_AS, on ? 'on' : 'off');
  } catch {
    // Asked again next time.
  }
}

const FIELDS = 'input, textarea, select, [contenteditable="true"], [role="textbox"]';

/** Whether a key is somebody's text, a browser's command, or of something that lies above the page. */
export function isTaken(event: KeyboardEvent): boolean {
  const { target } = event;
  return (
    event.defaultPrevented ||
    event.isComposing ||
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    (target instanceof Element && target.closest(FIELDS) !== null) ||
    document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]') !== null
  );
}

export type Pressed = 'help' | 'search' | 'go' | number | null;

/** What a key means, on keyboards of all our languages. */
export function meaning({ key, code, shiftKey }: KeyboardEvent): Pressed {
  if (key === '?' || key === '؟') {
    return 'help';
  }
  if (key === '/' || (code === 'Slash' && !shiftKey)) {
    return 'search';
  }
  if (code === 'KeyG' && !shiftKey) {
    return 'go';
  }
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(code);
  return digit ? Number(digit[1]) : null;
}
