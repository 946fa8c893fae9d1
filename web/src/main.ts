/** The page starts here. */

import "./style/tokens.css";
import "./style/base.css";
import "./style/shell.css";
import "./style/fleet.css";
import "./style/disk.css";
import "./style/plan.css";
import "./style/findings.css";
import "./style/export.css";
import "./style/future.css";
import "./style/dialogs.css";
import "./style/narrow.css";
import "./app/app.ts";
import { applyTheme, theme } from "./app/theme.ts";

applyTheme(theme());
