/** The window as a whole: which page is shown, the theme, and what follows main's wishes. */
import type { ReactElement } from 'react';
import { Suspense, useEffect, useId, useRef, useState } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { LOCALES } from '../shared/words/languages.ts';
import { AccessPanel } from './access/access-panel.tsx';
import { CountdownAloud, LiveRegion } from './components/live-region.tsx';
import { Mark } from './components/icons.tsx';
import { TabBadge } from './components/tab-badge.tsx';
import { WindowBars } from './components/window-bars.tsx';
import { WindowFrame } from './components/window-frame.tsx';
import { WindowHead } from './components/window-head.tsx';
import { ApprovalsPanel, HistoryPanel, readLatePanels, SettingsPanel } from './late-panels.tsx';
import { RequestPage } from './request/request-page.tsx';
import { SignInPage } from './sign-in/sign-in-page.tsx';
import { useFeed, useSnapshot, useStint, useView } from './store/stint.tsx';
import { followPlace, TABS } from './store/view.ts';
import { useTheme } from './use-theme.ts';
import { useWindowKeys } from './use-window-keys.ts';
import { words } from './words/words.ts';

const LATE_MS = 300;
/** The list of profiles is painted by then. */
const READ_AHEAD_MS = 500;

export function App(): ReactElement {
  const known = useFeed((feed) => feed.snapshot !== null);
  const language = useFeed((feed) => feed.snapshot?.language ?? 'en');
  useEffect(() => {
    document.documentElement.lang = LOCALES[language];
  }, [language]);
  return (
    // Another language is another page: every word is read anew.
    <div className="window" key={language}>
      {known ? <Known /> : <Unknown />}
      <LiveRegion />
    </div>
  );
}

/** Before main has answered: the frame of index.html at first, for it takes no time; then words, for it takes too long. */
function Unknown(): ReactElement {
  const { clock } = useStint();
  const [late, setLate] = useState(false);
  useEffect(() => clock.at(clock.now() + LATE_MS, () => setLate(true)), [clock]);
  return (
    <WindowFrame>
      {late && (
        <div className="empty" role="status">
          <Mark size={32} />
          <p>{words.loading}</p>
        </div>
      )}
    </WindowFrame>
  );
}

function Known(): ReactElement {
  const { view, ticker } = useStint();
  const session = useSnapshot((snapshot) => snapshot.session);
  const goTo = useSnapshot((snapshot) => snapshot.goTo);
  const live = useSnapshot((snapshot) => snapshot.live.length + snapshot.inbox.waiting.length > 0);
  const requesting = useView((state) => state.requesting);
  useTheme(useSnapshot((snapshot) => snapshot.settings.theme));
  useWindowKeys();
  useEffect(() => view.setState((state) => followPlace(state, goTo)), [view, goTo]);
  useEffect(() => ticker.setLive(live), [ticker, live]);

  if (session.session !== 'signed-in') {
    return (
      <>
        <WindowHead />
        <SignInPage session={session} />
      </>
    );
  }
  return (
    <>
      {requesting === null ? <Sections /> : <RequestPage profileId={requesting} />}
      <CountdownAloud />
    </>
  );
}

function Sections(): ReactElement {
  const { view, clock } = useStint();
  useEffect(() => clock.at(clock.now() + READ_AHEAD_MS, readLatePanels), [clock]);
  const tab = useView((state) => state.tab);
  const waiting = useSnapshot((snapshot) => snapshot.inbox.waiting.length);
  const panel = useRef<HTMLDivElement>(null);
  const badgeId = useId();
  const panels = {
    access: <AccessPanel panel={panel} />,
    approvals: <ApprovalsPanel />,
    history: <HistoryPanel />,
    settings: <SettingsPanel />,
  };
  return (
    <>
      <WindowHead />
      <main className="page">
        <WindowBars />
        <Tabs
          className="tabs"
          selectedKey={tab}
          onSelectionChange={(key) =>
            view.setState({ tab: TABS.find((one) => one === key) ?? 'access', scrollTop: 0 })
          }
        >
          <TabList className="tab-list" aria-label={words.tabsLabel}>
            {TABS.map((id) => (
              <Tab
                key={id}
                id={id}
                {...(id === 'approvals' && waiting > 0 ? { 'aria-describedby': badgeId } : {})}
              >
                {words.tabs[id]}
                {id === 'approvals' && <TabBadge count={waiting} />}
              </Tab>
            ))}
          </TabList>
          <span id={badgeId} hidden>
            {words.approvals.waitForYou({ waiting })}
          </span>
          {TABS.map((id) => (
            <TabPanel key={id} id={id} className="panel" ref={id === 'access' ? panel : undefined}>
              <Suspense>{panels[id]}</Suspense>
            </TabPanel>
          ))}
        </Tabs>
      </main>
    </>
  );
}
