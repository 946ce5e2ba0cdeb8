/** The panels behind the other tabs, loaded when they are first shown, so that the window's first painting does not read them. */
import { lazy } from 'react';

export const ApprovalsPanel = lazy(async () => ({
  default: (await import('./approvals/approvals-panel.tsx')).ApprovalsPanel,
}));
export const HistoryPanel = lazy(async () => ({
  default: (await import('./history/history-panel.tsx')).HistoryPanel,
}));
export const SettingsPanel = lazy(async () => ({
  default: (await import('./settings/settings-panel.tsx')).SettingsPanel,
}));
