/** The panels behind the other tabs: the window's first painting does not read them; they are read a moment after it. */
import { lazy } from 'react';

const approvals = async () => ({
  default: (await import('./approvals/approvals-panel.tsx')).ApprovalsPanel,
});
const history = async () => ({ default: (await import('./history/history-panel.tsx')).HistoryPanel });
const settings = async () => ({ default: (await import('./settings/settings-panel.tsx')).SettingsPanel });

export const ApprovalsPanel = lazy(approvals);
export const HistoryPanel = lazy(history);
export const SettingsPanel = lazy(settings);

/** Reads them beforehand, so that a tab that is pressed shows at once. */
export function readLatePanels(): void {
  for (const read of [approvals, history, settings]) void read();
}
