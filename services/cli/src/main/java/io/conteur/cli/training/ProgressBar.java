package io.conteur.cli.training;

import io.conteur.cli.common.Terminal;
import io.conteur.events.training.Progressed;
import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Shows a job's progress: one redrawn line on a terminal, otherwise a line every few seconds. */
public final class ProgressBar {
    private static final int WIDTH = 24;
    private static final double LINE_INTERVAL_SECONDS = 5;

    /** Clears the line and turns wrapping off: a wrapped line could not be redrawn. */
    private static final String REDRAW = "\r\033[K\033[?7l";

    private static final String WRAP_ON = "\033[?7h";

    private final PrintStream out;
    private final boolean terminal;
    private double lastLine = Double.NEGATIVE_INFINITY;
    private boolean drawn;

    ProgressBar(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void show(Progressed event) {
        double elapsed = event.elapsedSeconds() == null ? 0 : event.elapsedSeconds();
        if (terminal) {
            out.print(REDRAW + bar(event.fraction()) + " " + brief(event) + WRAP_ON);
            out.flush();
            drawn = true;
        } else if (event.state().terminal()
                || event.step() == null
                || elapsed < lastLine
                || elapsed - lastLine >= LINE_INTERVAL_SECONDS) {
            out.println(describe(event));
            lastLine = elapsed;
        }
    }

    /** Ends the current line, so that other text can follow. */
    void end() {
        if (drawn) {
            out.println();
            drawn = false;
        }
    }

    /**
     * Fits 80 columns with the bar; the validation loss and the number of trainers are added if the
     * terminal is wide enough.
     */
    private static String brief(Progressed event) {
        if (event.step() == null || event.state().terminal()) {
            return describe(event);
        }
        StringBuilder line = new StringBuilder("step ").append(event.step());
        append(line, "/%d", event.steps());
        append(line, "  loss %.3f", event.trainingLoss());
        append(line, "  %,.0f tokens/s", event.tokensPerSecond());
        if (event.etaSeconds() != null) {
            line.append("  ETA ").append(clock(event.etaSeconds()));
        }
        StringBuilder more = new StringBuilder(line);
        append(more, "  validation %.3f", event.validationLoss());
        append(more, "  %s", trainers(event.workers()));
        int room = Terminal.columns() - WIDTH - 4;
        return more.length() <= room ? more.toString() : line.toString();
    }

    /** One line for an event. */
    public static String describe(Progressed event) {
        StringBuilder line = new StringBuilder();
        line.append(event.work().name().toLowerCase(Locale.ROOT)).append(' ');
        line.append(Terminal.safe(event.subject())).append(": ");
        line.append(event.stage() != null ? Terminal.safe(event.stage()) : state(event));
        if (event.step() != null) {
            line.append(" step ").append(event.step());
            append(line, "/%d", event.steps());
        } else if (event.fraction() != null) {
            append(line, " %.0f %%", 100 * event.fraction());
        }
        append(line, "  loss %.3f", event.trainingLoss());
        append(line, "  validation %.3f", event.validationLoss());
        append(line, "  %,.0f tokens/s", event.tokensPerSecond());
        append(line, "  %s", trainers(event.workers()));
        if (event.etaSeconds() != null && !event.state().terminal()) {
            line.append("  ETA ").append(clock(event.etaSeconds()));
        }
        if (event.reason() != null) {
            line.append("  ").append(Terminal.safe(event.reason()));
        }
        return line.toString();
    }

    private static String state(Progressed event) {
        return event.state().name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String trainers(@Nullable Integer count) {
        return count == null ? null : count == 1 ? "1 trainer" : count + " trainers";
    }

    private static void append(StringBuilder line, String format, @Nullable Object value) {
        if (value != null) {
            line.append(String.format(Locale.ROOT, format, value));
        }
    }

    private static String clock(double seconds) {
        long whole = Math.round(seconds);
        return String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
    }

    private static String bar(@Nullable Double fraction) {
        int done = (int) Math.round(WIDTH * (fraction == null ? 0 : fraction));
        return "[" + "#".repeat(done) + "-".repeat(WIDTH - done) + "]";
    }
}
