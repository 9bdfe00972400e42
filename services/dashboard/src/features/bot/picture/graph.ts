import { Graph, layout } from '@dagrejs/dagre';

import { END, HAND_OFF, type Flow } from '../flow';
import { conditionText, stepTitle, type Speaker } from '../words';

export interface Box {
  id: string;
  kind: 'opening' | 'step' | 'handoff' | 'end' | 'lost';
  title: string;
  /** What is said there, by its place in the document. */
  at: number | null;
  x: number;
  y: number;
}

export interface Way {
  id: string;
  from: string;
  to: string;
  /** The condition; null: it is gone otherwise. */
  label: string | null;
}

export const WIDTH = 190;
export const HEIGHT = 74;

/** The flow as boxes and ways, laid out from above. */
export function graphOf(flow: Flow, speaker: Speaker): { boxes: Box[]; ways: Way[] } {
  const ways: Way[] = [];
  const [first] = flow.steps;
  if (first) {
    ways.push({ id: 'opening', from: 'opening', to: `step-${first.id}`, label: null });
  }
  const known = new Set(flow.steps.map(({ id }) => id));
  const node = (target: string) =>
    target === HAND_OFF || target === END
      ? target
      : known.has(target)
        ? `step-${target}`
        : `lost-${target}`;
  flow.steps.forEach((step, at) => {
    const from = `step-${step.id}`;
    for (const branch of step.branches ?? []) {
      const label = conditionText(branch.when, speaker);
      ways.push({ id: `${from}/${branch.id}`, from, to: node(branch.next), label });
    }
    const next = step.next ?? flow.steps[at + 1]?.id;
    if (next !== undefined) {
      ways.push({ id: `${from}/next`, from, to: node(next), label: null });
    }
  });
  const targets = new Set(ways.map(({ to }) => to));
  const boxes: Omit<Box, 'x' | 'y'>[] = [
    { id: 'opening', kind: 'opening', title: speaker.t('flow.opening'), at: null },
    ...flow.steps.map((step, at) => ({
      id: `step-${step.id}`,
      kind: 'step' as const,
      title: stepTitle(flow, step, speaker),
      at,
    })),
    { id: HAND_OFF, kind: 'handoff', title: speaker.t('flow.toPerson'), at: null },
  ];
  if (targets.has(END)) {
    boxes.push({ id: END, kind: 'end', title: speaker.t('flow.toEnd'), at: null });
  }
  for (const target of targets) {
    if (target.startsWith('lost-')) {
      boxes.push({ id: target, kind: 'lost', title: target.slice(5), at: null });
    }
  }
  return { boxes: laidOut(boxes, ways), ways };
}

function laidOut(boxes: Omit<Box, 'x' | 'y'>[], ways: Way[]): Box[] {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', ranksep: 56, nodesep: 36 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of boxes) {
    graph.setNode(id, { width: WIDTH, height: HEIGHT });
  }
  for (const { id, from, to, label } of ways) {
    const width = label === null ? 0 : Math.min(160, label.length * 6);
    graph.setEdge(from, to, { width, height: label === null ? 0 : 18, labelpos: 'c' }, id);
  }
  layout(graph);
  return boxes.map((box) => {
    const { x = 0, y = 0 } = graph.node(box.id) as { x?: number; y?: number };
    return { ...box, x: x - WIDTH / 2, y: y - HEIGHT / 2 };
  });
}
