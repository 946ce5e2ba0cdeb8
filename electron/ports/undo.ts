/** What everything that subscribes or starts gives back. Calling it twice does nothing more. */
export type Undo = () => void;
