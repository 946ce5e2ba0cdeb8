// The fake bridge: the shape of `window.stint`, with answers made up by the harness.
const { contextBridge, ipcRenderer } = require('electron');

contextBridge.exposeInMainWorld('stint', {
  call: (call, payload) => ipcRenderer.invoke('harness:call', call, payload),
  onState: (listener) => {
    const heard = (_event, snapshot) => listener(snapshot);
    ipcRenderer.on('harness:state', heard);
    return () => ipcRenderer.removeListener('harness:state', heard);
  },
});
