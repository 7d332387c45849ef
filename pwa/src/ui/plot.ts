/** uPlot in our colours: lines and bars, at most four series, the past dashed and grey. Loaded with the first chart. */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

export interface Series {
  label: string;
  values: readonly (number | null)[];
  /** The time before, to compare with. */
  past?: boolean;
}

interface Plot {
  kind: 'line' | 'bars';
  /** One label per point. */
  labels: readonly string[];
  series: readonly Series[];
  height: number;
  format: (value: number) => string;
}

const COLOURS = ['--c1', '--c2', '--c3', '--c4'];

function style(root: HTMLElement): (name: string) => string {
  const probe = document.createElement('i');
  root.append(probe);
  const read = (name: string) => {
    // Through a real property, because custom ones are not resolved to a colour.
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const seen = new Map([...COLOURS, '--c-past', '--c-grid', '--ink-2'].map((name) => [name, read(name)]));
  probe.remove();
  return (name) => seen.get(name) ?? 'currentColor';
}

function seriesOf({ kind, series }: Plot, colour: (name: string) => string): uPlot.Series[] {
  let next = 0;
  return series.map(({ label, past }) => {
    const stroke = past ? colour('--c-past') : colour(COLOURS[next++ % COLOURS.length] as string);
    if (kind === 'bars') {
      const paths = uPlot.paths.bars?.({ size: [0.7, 48], radius: 0.18 });
      return { label, stroke, fill: stroke, width: 0, paths, points: { show: false } };
    }
    const fill =
      past || next > 1 ? undefined : stroke.replace(/^rgb\((.*)\)$/, 'rgb($1 / 0.09)').replaceAll(',', ' ');
    return {
      label,
      stroke,
      fill,
      width: past ? 2 : 2.8,
      dash: past ? [5, 5] : undefined,
      points: { show: false },
    };
  });
}

/** Steps of an axis that counts: there is no half bill. */
const WHOLE_STEPS = [0, 1, 2, 3, 4, 5, 6].flatMap((power) => [1, 2, 5].map((step) => step * 10 ** power));

function axes({ labels, series, format }: Plot, colour: (name: string) => string): uPlot.Axis[] {
  const counts = series.every(({ values }) => values.every((value) => Number.isInteger(value ?? 0)));
  const common = { stroke: colour('--ink-2'), font: '500 12px Figtree', ticks: { show: false }, gap: 8 };
  const grid = { stroke: colour('--c-grid'), width: 1 };
  return [
    {
      ...common,
      grid: { show: false },
      space: 64,
      values: (_, splits) => splits.map((at) => (Number.isInteger(at) ? (labels[at] ?? '') : '')),
    },
    {
      ...common,
      grid,
      size: 56,
      ...(counts ? { incrs: WHOLE_STEPS } : {}),
      values: (_, splits) => splits.map(format),
    },
  ];
}

/** Draws into an element, follows its width, and takes itself away again. `at` hears which point is pointed to. */
export function draw(root: HTMLElement, plot: Plot, at: (index: number | undefined) => void): () => void {
  const colour = style(root);
  const bars = plot.kind === 'bars';
  const last = plot.labels.length - 1;
  const chart = new uPlot(
    {
      width: root.clientWidth,
      height: plot.height,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 8 } },
      scales: {
        x: { time: false, range: bars ? [-0.6, last + 0.6] : [0, Math.max(1, last)] },
        y: { range: (_, low, high) => [Math.min(0, low), high === low ? low + 1 : high * 1.06] },
      },
      axes: axes(plot, colour),
      series: [{}, ...seriesOf(plot, colour)],
      hooks: { setCursor: [({ cursor }) => at(cursor.idx ?? undefined)] },
    },
    [plot.labels.map((_, i) => i), ...plot.series.map(({ values }) => [...values])],
    root,
  );
  const follow = new ResizeObserver(() => chart.setSize({ width: root.clientWidth, height: plot.height }));
  follow.observe(root);
  return () => {
    follow.disconnect();
    chart.destroy();
  };
}
