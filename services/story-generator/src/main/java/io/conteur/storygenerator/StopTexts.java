package io.conteur.storygenerator;

import java.util.List;

/**
 * Ends a story before the first of some texts, and holds back what may yet become one: nobody is
 * ever shown half a stop text.
 */
final class StopTexts {
    private final List<String> stops;
    private final StringBuilder held = new StringBuilder();
    private boolean stopped;

    StopTexts(List<String> stops) {
        this.stops = stops;
    }

    /** Takes text and gives what is certain to be shown. */
    String add(String text) {
        held.append(text);
        int end = held.length();
        for (String stop : stops) {
            int found = held.indexOf(stop);
            if (found >= 0 && found < end) {
                end = found;
                stopped = true;
            }
        }
        return release(stopped ? end : held.length() - mayBecomeStop());
    }

    /** A stop text came; what follows is not shown. */
    boolean stopped() {
        return stopped;
    }

    /** Gives what was held back, for nothing more comes; nothing once stopped. */
    String end() {
        return stopped ? "" : release(held.length());
    }

    private String release(int length) {
        String text = held.substring(0, length);
        held.delete(0, length);
        return text;
    }

    /** Characters at the end that begin a stop text. */
    private int mayBecomeStop() {
        int longest = 0;
        for (String stop : stops) {
            int most = Math.min(stop.length() - 1, held.length());
            for (int length = most; length > longest; length--) {
                if (stop.startsWith(held.substring(held.length() - length))) {
                    longest = length;
                }
            }
        }
        return longest;
    }
}
