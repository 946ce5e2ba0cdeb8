/** The week as one line: what was elevated on the ground of 168 hours. The words say the same as the picture. */
import type { ReactElement } from 'react';
import { describeDuration } from '../../shared/duration.ts';
import { useFeed, useNow, useSnapshot } from '../store/stint.tsx';
import { shortWeekday } from '../words/times.ts';
import { words } from '../words/words.ts';
import { summariseWeek, WEEK_MS } from './week.ts';

const WIDTH = 372;
const BAR_TOP = 2;
const BAR_HEIGHT = 20;
/** Narrower than this a stretch could not be seen. */
const LEAST_WIDTH = 2.5;

export function WeekPicture(): ReactElement {
  const history = useFeed((feed) => feed.history);
  const live = useSnapshot((snapshot) => snapshot.live);
  const now = useNow(10_000);
  const week = summariseWeek(history, live, now);
  const x = (at: number): number => ((at - week.from) / WEEK_MS) * WIDTH;
  const day = WIDTH / 7;
  return (
    <section className="card week" aria-label={words.history.week}>
      <div className="row-between num">
        <h2 className="big">
          {week.elevatedMs === 0
            ? words.history.none
            : words.history.elevated({ length: describeDuration(Math.ceil(week.elevatedMs / 1000)) })}
        </h2>
        {week.elevatedMs > 0 && (
          <span className="big spared">{words.history.spared({ percent: week.spared })}</span>
        )}
      </div>
      <p className="sub">{words.history.ofWeek}</p>
      <svg viewBox={`0 0 ${String(WIDTH)} 40`} aria-hidden="true">
        <rect className="ground" x="0" y={BAR_TOP} width={WIDTH} height={BAR_HEIGHT} rx="4" />
        {week.days.map((at) => (
          <g key={at}>
            <line x1={x(at)} x2={x(at)} y1={BAR_TOP} y2={BAR_TOP + BAR_HEIGHT} />
            {/* The name of a day stands under its middle, where that is still in the picture. */}
            {x(at) + day / 2 < WIDTH - 8 && (
              <text x={x(at) + day / 2} y="36" textAnchor="middle">
                {shortWeekday(at)}
              </text>
            )}
          </g>
        ))}
        {week.stretches.map(({ from, to }) => (
          <rect
            key={from}
            className="stretch"
            x={Math.min(x(from), WIDTH - LEAST_WIDTH)}
            y={BAR_TOP}
            width={Math.max(LEAST_WIDTH, x(to) - x(from))}
            height={BAR_HEIGHT}
            rx="1"
          />
        ))}
      </svg>
    </section>
  );
}
