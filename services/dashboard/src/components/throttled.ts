/** Does something at once, but within a period only once more: at its end, however often it was asked for. */
export function throttled(deed: () => void, period: number) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again = false;
  const rest = () => {
    timer = setTimeout(() => {
      timer = undefined;
      if (again) {
        again = false;
        deed();
        rest();
      }
    }, period);
  };
  return {
    run: () => {
      if (timer === undefined) {
        deed();
        rest();
      } else {
        again = true;
      }
    },
    cancel: () => clearTimeout(timer),
  };
}
