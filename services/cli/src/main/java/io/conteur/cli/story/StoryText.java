package io.conteur.cli.story;

import static java.util.Objects.requireNonNullElse;

import io.conteur.cli.common.Terminal;
import io.conteur.events.story.LikelyToken;
import io.conteur.events.story.StoryAlternative;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.WrittenToken;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Prints the stories of one prompt, with the probabilities of their tokens if there are any. */
public final class StoryText {
    private final PrintStream out;
    private final int stories;
    private boolean begun;
    private int printed;

    /**
     * @param stories that the prompt asks for
     */
    public StoryText(PrintStream out, int stories) {
        this.out = out;
        this.stories = stories;
    }

    /** The next part of the current story, which the first part begins. */
    public void part(String text) {
        if (!begun) {
            begun = true;
            heading();
        }
        out.print(Terminal.safe(text));
        out.flush();
    }

    /** The end of the current story. */
    public void end(@Nullable List<WrittenToken> tokens) {
        part("");
        out.println();
        if (tokens != null) {
            probabilities(tokens);
        }
        begun = false;
        printed++;
    }

    /**
     * All stories of an outcome.
     *
     * @param streamed whether the parts of the first one are printed
     */
    void end(StoryWritten story, boolean streamed) {
        if (!streamed) {
            part(String.valueOf(story.story()));
        }
        end(story.logProbabilities());
        for (StoryAlternative other :
                requireNonNullElse(story.alternatives(), List.<StoryAlternative>of())) {
            part(other.story());
            end(other.logProbabilities());
        }
    }

    private void heading() {
        if (stories > 1) {
            out.printf("%s--- story %d of %d%n", printed > 0 ? "\n" : "", printed + 1, stories);
        }
    }

    private void probabilities(List<WrittenToken> tokens) {
        out.printf("%n%-20s %11s  %s%n", "token", "probability", "likeliest");
        for (WrittenToken token : tokens) {
            String line =
                    String.format(
                            Locale.ROOT,
                            "%-20s %11.4f  %s",
                            Terminal.visible(token.piece()),
                            Math.exp(token.logProbability()),
                            requireNonNullElse(token.likeliest(), List.<LikelyToken>of()).stream()
                                    .map(StoryText::likely)
                                    .collect(Collectors.joining(", ")));
            out.println(line.stripTrailing());
        }
    }

    private static String likely(LikelyToken token) {
        return String.format(
                Locale.ROOT,
                "%s %.4f",
                Terminal.visible(token.piece()),
                Math.exp(token.logProbability()));
    }
}
