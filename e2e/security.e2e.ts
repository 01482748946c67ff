import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { expect, test } from './fixtures/test.ts';
import type { Launch } from '../build/launch.mjs';

/** What Electron's security guidance asks for, asserted against the running application; nothing of it needs a broker. */

test('every page is sandboxed, isolated and without Node', async ({ app }) => {
  const all = await app.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((contents) => {
      const preferences = (
        contents as unknown as { getLastWebPreferences(): Record<string, unknown> }
      ).getLastWebPreferences();
      return preferences;
    }),
  );
  expect(all.length).toBeGreaterThan(0);
  for (const preferences of all) {
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      webSecurity: true,
      nodeIntegration: false,
    });
    for (const name of [
      'nodeIntegrationInWorker',
      'nodeIntegrationInSubFrames',
      'webviewTag',
      'allowRunningInsecureContent',
      'experimentalFeatures',
    ]) {
      expect(preferences[name] ?? false, name).toBe(false);
    }
    expect(preferences['enableBlinkFeatures'] ?? '').toBe('');
  }
});

test("the page's process runs under Chromium's real sandbox", async ({ app }) => {
  test.skip(process.platform !== 'linux', 'the kernel says so in /proc');
  const pid = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]!.webContents.getOSProcessId(),
  );
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  expect(status).toMatch(/^Seccomp:\s+2$/m);
  expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
  const main = await app.evaluate(({ app: self }) => self.commandLine.hasSwitch('no-sandbox'));
  expect(main).toBe(false);
});

test('the page sees nothing of Node or Electron, and of us exactly what is listed', async ({ window }) => {
  const seen = await window.evaluate(() => {
    const names = [
      'require',
      'process',
      'ipcRenderer',
      'electron',
      'Buffer',
      'module',
      'exports',
      'global',
      '__dirname',
      'SharedArrayBuffer',
    ];
    const present = names.filter(
      (name) => typeof (globalThis as Record<string, unknown>)[name] !== 'undefined',
    );
    const api = (window as unknown as { tradewind: Record<string, unknown> }).tradewind;
    const shape = Object.fromEntries(Object.entries(api).map(([name, value]) => [name, typeof value]));
    return { present, shape, isFrozen: Object.isFrozen(api) };
  });
  expect(seen).toEqual({ present: [], shape: { grantDroppedFile: 'function' }, isFrozen: true });
});

test('the page comes from app:// with a policy that allows our own scripts and nothing else', async ({
  app,
  window,
}) => {
  expect(window.url()).toBe('app://tradewind/index.html');
  const policy = await app.evaluate(async ({ net }) =>
    (await net.fetch('app://tradewind/index.html')).headers.get('content-security-policy'),
  );
  expect(policy).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
});

test('inline scripts, eval, remote code and remote requests fail', async ({ window }) => {
  const outcome = await window.evaluate(async () => {
    // Evaluation by the test itself is exempt from the policy: wait until it is over.
    await new Promise((resolve) => setTimeout(resolve));
    const page = window as unknown as Record<string, unknown>;
    const attempt = async (run: () => unknown) => {
      try {
        await run();
        return 'ran';
      } catch (error) {
        return (error as Error).name;
      }
    };
    const loadScript = (prepare: (script: HTMLScriptElement) => void) =>
      new Promise((resolve) => {
        const script = document.createElement('script');
        prepare(script);
        document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), {
          once: true,
        });
        script.onload = () => resolve('loaded');
        document.body.append(script);
      });
    return {
      eval: await attempt(() => (0, eval)('1')),
      // eslint-disable-next-line @typescript-eslint/no-implied-eval -- that it fails is the point
      newFunction: await attempt(() => new Function('return 1')),
      timer: await attempt(() => {
        setTimeout('window.timerRan = true' as unknown as () => void);
      }).then(() => new Promise((resolve) => setTimeout(() => resolve(page['timerRan'] ?? 'blocked'), 50))),
      inline: await loadScript((script) => (script.textContent = 'window.inlineRan = true')),
      inlineRan: page['inlineRan'] ?? false,
      remoteScript: await loadScript((script) => (script.src = 'https://example.com/x.js')),
      dataScript: await loadScript((script) => (script.src = 'data:text/javascript,window.inlineRan=true')),
      remoteFetch: await attempt(() => fetch('https://example.com/')),
      ownFetch: await attempt(() => fetch('app://tradewind/index.html')),
      socket: await attempt(
        () =>
          new Promise((resolve, reject) => {
            const socket = new WebSocket('wss://example.com/');
            socket.onopen = resolve;
            socket.onerror = () => reject(new TypeError('no connection'));
          }),
      ),
      worker: await attempt(
        () =>
          new Promise((resolve, reject) => {
            const worker = new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])));
            worker.onmessage = resolve;
            worker.onerror = () => reject(new TypeError('no worker'));
          }),
      ),
    };
  });
  expect(outcome).toEqual({
    eval: 'EvalError',
    newFunction: 'EvalError',
    timer: 'blocked',
    inline: 'script-src-elem',
    inlineRan: false,
    remoteScript: 'script-src-elem',
    dataScript: 'script-src-elem',
    remoteFetch: 'TypeError',
    ownFetch: 'TypeError',
    socket: expect.stringMatching(/Error/) as unknown,
    worker: expect.stringMatching(/Error/) as unknown,
  });
});

test('the page cannot be led away, nor open another', async ({ app, window: page }) => {
  const opened = await stubOpenExternal(app);
  for (const target of [
    'https://example.com/',
    'file:///etc/passwd',
    'data:text/html,hello',
    'app://tradewind/other.html',
    'app://elsewhere/index.html',
  ]) {
    await page.evaluate((url) => {
      window.location.href = url;
    }, target);
    await page.evaluate((url) => {
      const link = document.createElement('a');
      link.href = url;
      document.body.append(link);
      link.click();
      link.remove();
    }, target);
  }
  const refused = await page.evaluate(() =>
    [
      'https://example.com/',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'about:blank',
      'app://tradewind/index.html',
      'http://www.interactivebrokers.com/',
      'https://www.interactivebrokers.com.example.com/',
      'https://user@www.interactivebrokers.com/',
      'https://www.interactivebrokers.com:8443/',
    ].map((url) => window.open(url) === null),
  );
  expect(refused).toEqual(refused.map(() => true));
  expect(await opened()).toEqual([]);

  await page.evaluate(() => window.open('https://www.interactivebrokers.com/en/trading/tws.php'));
  expect(await opened()).toEqual(['https://www.interactivebrokers.com/en/trading/tws.php']);
  expect(page.url()).toBe('app://tradewind/index.html');
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test('forms, frames and webviews lead nowhere', async ({ app, window }) => {
  const outcome = await window.evaluate(async () => {
    const form = document.createElement('form');
    form.action = 'https://example.com/';
    document.body.append(form);
    form.submit();

    const heard: unknown[] = [];
    const blank = document.createElement('iframe');
    document.body.append(blank);
    blank.contentWindow!.addEventListener('message', (event) => heard.push(event.data));
    const own = document.createElement('iframe');
    own.src = 'app://tradewind/index.html';
    document.body.append(own);
    const webview = document.createElement('webview');
    webview.setAttribute('src', 'https://example.com/');
    document.body.append(webview);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const inBlank = blank.contentWindow as unknown as Record<string, unknown>;
    const result = {
      blankSees: ['tradewind', 'require', 'process'].filter((name) => inBlank[name] !== undefined),
      heard,
      ownLoaded: own.contentDocument?.getElementById('root') !== null && own.contentDocument !== null,
      webviewIsPlain: !('loadURL' in webview),
    };
    for (const element of [form, blank, own, webview]) element.remove();
    return result;
  });
  expect(outcome).toEqual({ blankSees: [], heard: [], ownLoaded: false, webviewIsPlain: true });
  expect(window.url()).toBe('app://tradewind/index.html');
  expect(await app.evaluate(({ webContents }) => webContents.getAllWebContents().length)).toBe(1);
});

test('no permission is granted', async ({ window }) => {
  const outcome = await window.evaluate(async () => {
    const names = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi'];
    const states = await Promise.all(
      names.map((name) =>
        navigator.permissions.query({ name: name as PermissionName }).then(({ state }) => state),
      ),
    );
    const refused = (attempt: Promise<unknown>) =>
      attempt.then(
        () => 'granted',
        () => 'refused',
      );
    return {
      states,
      notification: await Notification.requestPermission(),
      camera: await refused(navigator.mediaDevices.getUserMedia({ video: true })),
      screen: await refused(navigator.mediaDevices.getDisplayMedia()),
      position: await refused(
        new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject)),
      ),
      clipboard: await refused(navigator.clipboard.readText()),
    };
  });
  expect(outcome).toEqual({
    states: outcome.states.map(() => 'denied'),
    notification: 'denied',
    camera: 'refused',
    screen: 'refused',
    position: 'refused',
    clipboard: 'refused',
  });
});

test('the app protocol serves the page and nothing beside it', async ({ app }) => {
  const answers = await app.evaluate(async ({ net }) => {
    const urls = [
      'app://tradewind/',
      'app://tradewind/../package.json',
      'app://tradewind/../main/index.js',
      'app://tradewind/%2e%2e/package.json',
      'app://tradewind/..%2fpackage.json',
      'app://tradewind/..%5cpackage.json',
      'app://tradewind/assets/../../main/index.js',
      'app://tradewind/assets/%2e%2e%2f%2e%2e%2fmain%2findex.js',
      'app://tradewind//etc/passwd',
      'app://tradewind/%2fetc%2fpasswd',
      'app://tradewind/index.html%00.js',
      'app://tradewind/%',
      'app://tradewind/nothing.js',
      'app://tradewind/assets',
      'app://elsewhere/index.html',
    ];
    const statuses = [];
    for (const url of urls) statuses.push([url, (await net.fetch(url)).status] as const);
    const post = await net.fetch('app://tradewind/index.html', { method: 'POST', body: 'x' });
    const index = await net.fetch('app://tradewind/index.html');
    const script = /src="([^"]+\.js)"/.exec(await index.text())?.[1] ?? '';
    const asset = await net.fetch(new URL(script, 'app://tradewind/index.html').href);
    return {
      statuses,
      post: post.status,
      index: [index.status, index.headers.get('content-type'), index.headers.get('x-content-type-options')],
      asset: [asset.status, asset.headers.get('content-type')],
    };
  });
  expect(answers.statuses.filter(([, status]) => status !== 404)).toEqual([]);
  expect(answers.post).toBe(405);
  expect(answers.index).toEqual([200, 'text/html; charset=utf-8', 'nosniff']);
  expect(answers.asset).toEqual([200, 'text/javascript; charset=utf-8']);
});

test('ports go to our own window alone: another with the same preload and the same page asks in vain', async ({
  app,
  window,
}) => {
  await window.waitForFunction(() => document.querySelector('#root')?.childElementCount !== 0);
  expect((await window.evaluate(askAgain)).sort()).toEqual(['main', 'research']); // the question itself works

  const stranger = await app.evaluate(async ({ app: self, BrowserWindow }, ask) => {
    const preload = `${self.getAppPath()}/out/preload/index.cjs`;
    const other = new BrowserWindow({ show: false, webPreferences: { sandbox: true, preload } });
    await other.loadURL('app://tradewind/index.html');
    const sameOrigin = (await other.webContents.executeJavaScript(`(${ask})()`)) as unknown;
    await other.loadURL('data:text/html,hello').catch(() => undefined);
    const otherOrigin = (await other.webContents.executeJavaScript(`(${ask})()`)) as unknown;
    other.destroy();
    return { sameOrigin, otherOrigin };
  }, askAgain.toString());
  expect(stranger).toEqual({ sameOrigin: [], otherOrigin: [] });
});

test('a pop-out is as locked as the window, and has neither preload nor ports', async ({
  app,
  window: page,
}) => {
  const popout = app.waitForEvent('window');
  await page.evaluate(() => window.open('app://tradewind/popout.html') !== null);
  const opened = await popout;
  expect(await opened.evaluate(() => 'tradewind' in window)).toBe(false);
  const preferences = await app.evaluate(({ webContents }) =>
    webContents
      .getAllWebContents()
      .map((contents) =>
        (contents as unknown as { getLastWebPreferences(): Record<string, unknown> }).getLastWebPreferences(),
      ),
  );
  expect(preferences).toHaveLength(2);
  for (const one of preferences)
    expect(one).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
    });
  await opened.evaluate(() => {
    location.href = 'https://example.com/';
  });
  expect(await opened.evaluate(() => window.open('https://example.com/') === null)).toBe(true);
  expect(opened.url()).toBe('app://tradewind/popout.html');
});

test('a file made up by the page is no file on disk and is not granted', async ({ window }) => {
  const granted = await window.evaluate(() =>
    (
      window as unknown as { tradewind: { grantDroppedFile(file: unknown): Promise<unknown> } }
    ).tradewind.grantDroppedFile(new File(['a,b'], '/etc/passwd.csv')),
  );
  expect(granted).toBeNull();
});

test('the research process has none of the secrets of our environment', async ({ workstation }) => {
  test.skip(process.platform !== 'linux', 'read from /proc');
  const { app } = await workstation.open({ TRADEWIND_TEST_SECRET: 'a-secret-of-the-parent' });
  const pid = await researchPid(app);
  expect(readEnvironment(pid)).not.toContain('a-secret-of-the-parent');
});

test('a second start on the same data folder brings the first window forward and ends', async ({
  app,
  dataDir,
}) => {
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]!.minimize();
  });
  const { code, output } = await startAgain(dataDir);
  expect(output).toContain('already open');
  expect(code).toBe(0);
  const windows = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((one) => one.isMinimized()),
  );
  expect(windows).toEqual([false]);
});

test('the window opens where it was left', async ({ app, relaunch }) => {
  const bounds = { x: 60, y: 40, width: 1200, height: 700 };
  await app.evaluate(({ BrowserWindow }, wanted) => {
    BrowserWindow.getAllWindows()[0]!.setBounds(wanted);
  }, bounds);
  // The window system has the last word, and takes a moment to say it.
  await expect.poll(() => boundsOf(app)).toEqual(bounds);
  const after = await relaunch();
  await expect.poll(() => boundsOf(after.app)).toEqual(bounds);
});

test('a page that crashes is reported, and loaded again when the user says so', async ({ app }) => {
  await app.evaluate(({ dialog }) => {
    const shown: unknown[] = [];
    (globalThis as Record<string, unknown>)['shownBoxes'] = shown;
    dialog.showMessageBox = ((_window: unknown, options: { message: string }) => {
      shown.push(options.message);
      return Promise.resolve({ response: 0, checkboxChecked: false });
    }) as typeof dialog.showMessageBox;
  });
  const loadedAgain = app.evaluate(
    ({ BrowserWindow }) =>
      new Promise<void>((resolve) => {
        BrowserWindow.getAllWindows()[0]!.webContents.once('did-finish-load', () => resolve());
      }),
  );
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]!.webContents.forcefullyCrashRenderer();
  });
  await loadedAgain;
  expect(await app.evaluate(() => (globalThis as Record<string, unknown>)['shownBoxes'])).toEqual([
    'The window has stopped working',
  ]);
});

/** Runs in a page: the preload takes this event for a new document and asks main for ports once more. */
async function askAgain(): Promise<string[]> {
  const services: string[] = [];
  addEventListener('message', (event) => {
    const { kind, service } = event.data as { kind?: string; service?: string };
    if (kind === 'port' && service !== undefined) services.push(service);
  });
  dispatchEvent(new Event('DOMContentLoaded'));
  await new Promise((resolve) => setTimeout(resolve, 700));
  return services;
}

function boundsOf(app: ElectronApplication) {
  return app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getBounds());
}

/** Keeps what would be opened in the user's browser, and opens nothing. */
async function stubOpenExternal(app: ElectronApplication): Promise<() => Promise<string[]>> {
  await app.evaluate(({ shell }) => {
    const opened: string[] = [];
    (globalThis as Record<string, unknown>)['openedExternally'] = opened;
    shell.openExternal = (url) => {
      opened.push(url);
      return Promise.resolve();
    };
  });
  return () => app.evaluate(() => (globalThis as Record<string, unknown>)['openedExternally'] as string[]);
}

async function researchPid(app: ElectronApplication): Promise<number> {
  const find = () =>
    app.evaluate(
      ({ app: self }) => self.getAppMetrics().find(({ name }) => name === 'Tradewind research')?.pid ?? 0,
    );
  await expect.poll(find).toBeGreaterThan(0);
  return find();
}

/** Its own user may read it; so may root, as whom the tests run where the app does not. */
function readEnvironment(pid: number): string {
  return readFileSync(`/proc/${pid}/environ`, 'utf8');
}

function startAgain(dataDir: string): Promise<{ code: number | null; output: string }> {
  const { executable, appFolder } = JSON.parse(process.env['TRADEWIND_LAUNCH']!) as Launch;
  const home = join(dataDir, '..', 'home');
  const child = spawn(executable, [appFolder, '--data-dir', dataDir], {
    cwd: appFolder,
    env: {
      PATH: process.env['PATH'],
      DISPLAY: process.env['DISPLAY'],
      HOME: home,
      XDG_CONFIG_HOME: join(home, 'config'),
      XDG_RUNTIME_DIR: home,
    },
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => child.once('exit', (code) => resolve({ code, output })));
}
