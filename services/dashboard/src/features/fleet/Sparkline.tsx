const WIDTH = 96;
const HEIGHT = 28;
/** So many values fill it at least, and at most: the newest stands at the end. */
const FEWEST = 13;
const MOST = 61;

/** How something went in the last minutes; the words beside it say how it is now. */
export function Sparkline({ values, label }: { values: number[]; label: string }) {
  const shown = values.slice(-MOST);
  const most = Math.max(...shown, 1);
  const step = WIDTH / (Math.max(shown.length, FEWEST) - 1);
  const points = shown.map((value, index) => {
    const x = WIDTH - (shown.length - 1 - index) * step;
    const y = HEIGHT - 2 - (value / most) * (HEIGHT - 4);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return (
    <svg
      className="fleet-spark"
      role="img"
      aria-label={label}
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
    >
      <line
        x1={0}
        x2={WIDTH}
        y1={HEIGHT - 2}
        y2={HEIGHT - 2}
        stroke="var(--mantine-color-default-border)"
      />
      {points.length > 1 && (
        <polyline
          points={points.join(' ')}
          fill="none"
          stroke="currentColor"
          strokeWidth={1.5}
          strokeLinejoin="round"
          strokeLinecap="round"
        />
      )}
    </svg>
  );
}
