import { createRootRoute } from "@tanstack/react-router";
import { Frame } from "../frame/Frame.tsx";
import { readView } from "../view/view.ts";

/** Every screen stands in the frame and has the view in its URL. */
export const rootRoute = createRootRoute({ validateSearch: readView, component: Frame });
