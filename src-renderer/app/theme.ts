import { useEffect, useState } from 'react';
import type { Settings } from '#shared/model/settings.ts';
import { useSettings } from '../stores/settings.ts';

const LAST_LOOK = 'last-look';
const lightSystem = window.matchMedia('(prefers-color-scheme: light)');

/** Before anything is drawn: the look of the last session, so that a light window does not start with a dark flash. */
export function applyLastLook(): void {
  const [theme, palette, density] = (localStorage.getItem(LAST_LOOK) ?? '').split(' ');
  const root = document.documentElement.dataset;
  if (theme === 'dark' || theme === 'light') root['theme'] = theme;
  if (palette === 'standard' || palette === 'colour-blind') root['palette'] = palette;
  if (density === 'compact' || density === 'comfortable') root['density'] = density;
}

/** Keeps the tokens in step with the settings. Returns the theme that is shown. */
export function useLook(): 'dark' | 'light' {
  const settings = useSettings();
  const [isLightSystem, setLightSystem] = useState(lightSystem.matches);
  useEffect(() => {
    const changed = () => setLightSystem(lightSystem.matches);
    lightSystem.addEventListener('change', changed);
    return () => lightSystem.removeEventListener('change', changed);
  }, []);
  return resolve(settings.theme, isLightSystem);
}

/** Written before the children draw, so that canvases read the new tokens. */
export function applyLook(theme: 'dark' | 'light', { colourBlindPalette, density }: Settings): void {
  const root = document.documentElement.dataset;
  const palette = colourBlindPalette ? 'colour-blind' : 'standard';
  root['theme'] = theme;
  root['palette'] = palette;
  root['density'] = density;
  localStorage.setItem(LAST_LOOK, `${theme} ${palette} ${density}`);
}

function resolve(theme: Settings['theme'], isLightSystem: boolean): 'dark' | 'light' {
  if (theme !== 'system') return theme;
  return isLightSystem ? 'light' : 'dark';
}
