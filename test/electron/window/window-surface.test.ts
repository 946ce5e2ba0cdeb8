import { describe, expect, it } from 'vitest';
import { loadWindowSize, toWindowSize, USUAL_SIZE } from '../../../electron/window/window-size.ts';
import {
  createWindowSurface,
  type PageWindow,
  type WindowEvents,
} from '../../../electron/window/window-surface.ts';
import { createFakeLines } from '../../fakes/fake-lines.ts';
import { makeSnapshot } from '../make-snapshot.ts';

const EMPTY = { x: 0, y: 0, width: 0, height: 0 };
const surroundings = () => ({
  tray: EMPTY,
  pointer: { x: 0, y: 0 },
  workArea: { x: 0, y: 0, width: 1280, height: 1024 },
});

function makeSurface() {
  const done: string[] = [];
  const made: WindowEvents[] = [];
  let isVisible = false;
  let isFocused = false;
  const window: PageWindow = {
    contentsId: 3,
    show: () => {
      isVisible = true;
      done.push('show');
    },
    hide: () => {
      isVisible = false;
      done.push('hide');
    },
    focus: () => {
      isFocused = true;
      done.push('focus');
    },
    isVisible: () => isVisible,
    isFocused: () => isFocused,
    setBounds: ({ x, y }) => done.push(`place ${x} ${y}`),
    send: () => done.push('send'),
    destroy: () => done.push('destroy'),
  };
  const kept: unknown[] = [];
  const surface = createWindowSurface({
    makeWindow: (box, events) => {
      done.push(`make ${box.width}×${box.height}`);
      made.push(events);
      return window;
    },
    surroundings,
    size: { recall: () => USUAL_SIZE, keep: (size) => kept.push(size) },
    onPageChange: () => done.push('page'),
  });
  const news = (): readonly string[] => done.splice(0);
  return { surface, news, events: () => made.at(-1)!, kept, loseFocus: () => (isFocused = false) };
}

describe('the window', () => {
  it('is made at its first opening, and shown once its page is ready', () => {
    const { surface, news, events } = makeSurface();
    expect(surface.contentsId()).toBeUndefined();
    surface.open();
    surface.open();
    expect(news()).toEqual(['make 420×640']);
    events().onReady();
    expect(news()).toEqual(['show', 'focus']);
    expect(surface.contentsId()).toBe(3);
  });

  it('hides and comes back where the tray is, without being made again', () => {
    const { surface, news, events } = makeSurface();
    surface.open();
    events().onReady();
    surface.hide();
    news();
    surface.open();
    expect(news()).toEqual(['place 8 8', 'show', 'focus']);
    surface.open();
    expect(news()).toEqual(['show', 'focus']);
  });

  it('is put away by a click on the tray icon only when it is in front', () => {
    const { surface, news, events, loseFocus } = makeSurface();
    surface.toggle();
    events().onReady();
    news();
    surface.toggle();
    expect(news()).toEqual(['hide']);
    surface.toggle();
    loseFocus();
    news();
    surface.toggle();
    expect(news()).toEqual(['show', 'focus']);
  });

  it('is made anew after it has died, and its page is not spoken to meanwhile', () => {
    const { surface, news, events } = makeSurface();
    surface.open();
    events().onReady();
    events().onClosed();
    expect(surface.contentsId()).toBeUndefined();
    news();
    surface.send(makeSnapshot());
    expect(news()).toEqual([]);
    surface.open();
    expect(news()).toEqual(['make 420×640']);
  });

  it('tells when its page changes, and keeps its size', () => {
    const { surface, news, events, kept } = makeSurface();
    surface.open();
    news();
    events().onPageChange();
    events().onResize({ width: 500, height: 700 });
    expect(news()).toEqual(['page']);
    expect(kept).toEqual([{ width: 500, height: 700 }]);
  });

  it('is gone for good when the app closes it', () => {
    const { surface, news } = makeSurface();
    surface.open();
    news();
    surface.close();
    surface.close();
    expect(news()).toEqual(['destroy']);
  });
});

describe('the size of the window', () => {
  it('is remembered between runs', async () => {
    const file = createFakeLines();
    const first = await loadWindowSize(file);
    expect(first.recall()).toEqual(USUAL_SIZE);
    first.keep({ width: 512, height: 700 });
    expect((await loadWindowSize(file)).recall()).toEqual({ width: 512, height: 700 });
  });

  it.each([
    [null],
    ['420'],
    [{}],
    [{ width: 420 }],
    [{ width: 10, height: 640 }],
    [{ width: 420, height: 1e9 }],
    [{ width: '420', height: 640 }],
    [{ width: 420.5, height: 640 }],
  ])('is the usual one where the file says %j', async (line) => {
    expect(toWindowSize(line)).toBeUndefined();
    expect((await loadWindowSize(createFakeLines([line]))).recall()).toEqual(USUAL_SIZE);
  });
});
