// Builds the app unless the build is of these very sources. `npm run build` builds always.
import { ensureBuilt } from './lib/build.mjs';

process.exitCode = await ensureBuilt();
