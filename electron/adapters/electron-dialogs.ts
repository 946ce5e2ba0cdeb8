/**
 * Native dialogs, drawn by the OS and not by our page, so that a page that was taken over cannot answer them.
 */
import { dialog } from 'electron';
import type { Dialogs } from '../ports/desktop.ts';

export function createElectronDialogs(): Dialogs {
  return {
    confirm: async ({ title, detail, confirmLabel, cancelLabel }) => {
      const no = 0;
      const yes = 1;
      const { response } = await dialog.showMessageBox({
        type: 'question',
        title: 'Stint',
        message: title,
        detail,
        buttons: [cancelLabel, confirmLabel],
        // SECURITY: confirmation-defaults-to-no
        defaultId: no,
        cancelId: no,
        noLink: true,
      });
      return response === yes;
    },
  };
}
