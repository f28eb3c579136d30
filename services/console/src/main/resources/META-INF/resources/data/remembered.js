// What this browser remembers: for one tab's session, or for good.
import { useState } from '../lib.js';

function read(storage, name, standard) {
  try {
    return JSON.parse(storage.getItem(name)) ?? standard;
  } catch {
    return standard;
  }
}

function useRemembered(storage, name, standard) {
  const [value, set] = useState(() => read(storage, name, standard));
  return [value, (change) => set((before) => {
    const next = typeof change === 'function' ? change(before) : change;
    try {
      storage.setItem(name, JSON.stringify(next));
    } catch {
      // Full or forbidden: remembered by this page alone.
    }
    return next;
  })];
}

export const useSession = (name, standard) => useRemembered(sessionStorage, 'conteur.' + name, standard);
export const useLasting = (name, standard) => useRemembered(localStorage, 'conteur.' + name, standard);
