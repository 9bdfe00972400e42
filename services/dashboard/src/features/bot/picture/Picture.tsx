import '@xyflow/react/dist/style.css';

import { useComputedColorScheme } from '@mantine/core';
import {
  Background,
  Controls,
  Handle,
  MarkerType,
  Position,
  ReactFlow,
  type Edge,
  type Node,
  type NodeProps,
  type ReactFlowInstance,
} from '@xyflow/react';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';

import { useSpeech } from '../../../i18n/LanguageProvider';
import { useBot } from '../useBot';
import { graphOf, HEIGHT, WIDTH, type Box } from './graph';

type BoxData = {
  kind: Box['kind'];
  title: string;
  text: string;
  isHere: boolean;
  trouble: 'error' | 'warning' | null;
};
type BoxNode = Node<BoxData, 'box'>;

const NODES = { box: BoxView };

interface Props {
  /** Somebody has gone to a form: a sheet above it closes. */
  onOpen?: () => void;
}

/** The flow drawn: a box is a form, a line says when it is gone along. It is drawn anew with each change. */
export function Picture({ onOpen }: Props) {
  const speech = useSpeech();
  const { t } = speech;
  const scheme = useComputedColorScheme();
  const { flow, findings, lang, saved } = useBot();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const at = params.get('at');
  const { nodes, edges } = useMemo(() => {
    const { boxes, ways } = graphOf(flow, speech);
    const trouble = (box: Box) => {
      const root = box.at === null ? `/${box.id}` : `/steps/${box.at}`;
      const found = findings.filter(({ path }) => path === root || path.startsWith(`${root}/`));
      return found.some(({ severity }) => severity === 'error')
        ? 'error'
        : found.length > 0
          ? 'warning'
          : null;
    };
    const said = (box: Box) =>
      (box.at !== null
        ? flow.steps[box.at]?.say?.[lang]
        : box.kind === 'opening'
          ? flow.opening[lang]
          : box.kind === 'handoff'
            ? flow.handoff.say[lang]
            : null) ?? '';
    return {
      nodes: boxes.map((box): BoxNode => ({
        id: box.id,
        type: 'box',
        position: { x: box.x, y: box.y },
        width: WIDTH,
        height: HEIGHT,
        data: {
          kind: box.kind,
          title: box.title,
          text: said(box),
          isHere: box.id === at,
          trouble: box.kind === 'lost' ? 'error' : trouble(box),
        },
        ariaLabel: box.title,
        draggable: false,
        connectable: false,
        deletable: false,
      })),
      edges: ways.map(({ id, from, to, label }): Edge => ({
        id,
        source: from,
        target: to,
        type: 'smoothstep',
        markerEnd: { type: MarkerType.ArrowClosed },
        focusable: false,
        deletable: false,
        ...(label !== null && { label, labelBgPadding: [6, 3], labelBgBorderRadius: 6 }),
      })),
    };
  }, [flow, findings, lang, at, speech]);
  // What is open is in the middle; else it is read from above.
  const frame = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<ReactFlowInstance<BoxNode> | null>(null);
  const here = nodes.find(({ id }) => id === at);
  const look = here ? `${here.position.x} ${here.position.y}` : '';
  useLayoutEffect(() => {
    const width = frame.current?.clientWidth ?? 0;
    if (!view || width === 0) {
      return;
    }
    if (look !== '') {
      const [x = 0, y = 0] = look.split(' ').map(Number);
      void view.setCenter(x + WIDTH / 2, y + HEIGHT / 2, { zoom: 0.8 });
      return;
    }
    const drawn = Math.max(...view.getNodes().map(({ position }) => position.x)) + WIDTH;
    const zoom = Math.min(1, Math.max(0.5, (width - 32) / drawn));
    void view.setViewport({ x: (width - drawn * zoom) / 2, y: 16, zoom });
  }, [view, look]);
  const open = (box: string) => {
    if (box.startsWith('lost-') || box === 'end') {
      return;
    }
    const next = new URLSearchParams(params);
    next.set('at', box);
    void navigate(`/bot/${saved.flow}/steps?${next}`);
    onOpen?.();
  };
  return (
    // A drawing has no reading direction.
    <div
      ref={frame}
      className="bot-picture"
      dir="ltr"
      role="group"
      aria-label={t('flow.side.picture')}
      aria-busy={view === null}
    >
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODES}
        colorMode={scheme}
        onInit={setView}
        minZoom={0.15}
        maxZoom={1.5}
        nodesDraggable={false}
        nodesConnectable={false}
        edgesFocusable={false}
        elementsSelectable
        deleteKeyCode={null}
        onNodesChange={(changes) => {
          // By a click, or by Enter on the box that has the keyboard's focus.
          const chosen = changes.find((change) => change.type === 'select' && change.selected);
          if (chosen && 'id' in chosen) {
            open(chosen.id);
          }
        }}
      >
        <Background gap={20} />
        <Controls showInteractive={false} aria-label={t('flow.zoom')} />
      </ReactFlow>
    </div>
  );
}

function BoxView({ data }: NodeProps<BoxNode>) {
  const { kind, title, text, isHere, trouble } = data;
  return (
    <div
      className="bot-box"
      data-kind={kind}
      data-here={isHere || undefined}
      data-trouble={trouble}
    >
      {kind !== 'opening' && <Handle type="target" position={Position.Top} />}
      <strong dir="auto">{title}</strong>
      <span dir="auto">{text}</span>
      {kind !== 'handoff' && kind !== 'end' && <Handle type="source" position={Position.Bottom} />}
    </div>
  );
}
