/** The height of a chart: the least round number that nothing rises above, and that halves into a whole one. */
export function top(highest: number): number {
  if (highest <= 4) {
    return 4;
  }
  const power = 10 ** Math.floor(Math.log10(highest));
  const round = [1, 2, 4, 6, 8, 10].find((step) => step * power >= highest) ?? 10;
  return round * power;
}
