package io.conteur.modeltrainer.corpus;

import io.conteur.tokenizer.TextLines;
import io.conteur.workersupport.JobEndedException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Streams the pairs of a corpus, file by file. Holds one pair at a time. */
public final class PairReader implements Closeable {
    private final Iterator<TextCorpus.Part> parts;
    private @Nullable TextLines prompts;
    private @Nullable TextLines stories;

    /**
     * Begins before the first pair.
     *
     * @param parts in order
     */
    public PairReader(List<TextCorpus.Part> parts) {
        this.parts = parts.iterator();
    }

    /** A prompt and its story. */
    public record Pair(String prompt, String story) {}

    /**
     * Goes to the next pair.
     *
     * @return false when there is none
     * @throws JobEndedException when a file has more lines than the one it belongs to
     */
    public boolean next() throws IOException {
        while (true) {
            TextLines prompts = this.prompts;
            TextLines stories = this.stories;
            if (prompts != null && stories != null) {
                boolean prompt = prompts.next();
                boolean story = stories.next();
                if (prompt && story) {
                    return true;
                }
                if (prompt || story) {
                    throw prompt ? unequal(prompts, stories) : unequal(stories, prompts);
                }
            }
            if (!parts.hasNext()) {
                return false;
            }
            open(parts.next());
        }
    }

    private void open(TextCorpus.Part part) throws IOException {
        close();
        Path folder = part.files().fetch(part.prompts(), part.stories());
        prompts = TextLines.open(folder.resolve(part.prompts()), part.prompts());
        stories = TextLines.open(folder.resolve(part.stories()), part.stories());
    }

    /** The rest of the longer file is not counted: unpacked, it may have any size. */
    private static JobEndedException unequal(TextLines longer, TextLines shorter) {
        return JobEndedException.rejected(
                "%s has %d lines and %s has more; line n of one must belong to line n of the other"
                        .formatted(shorter.name(), shorter.number(), longer.name()));
    }

    /** The texts of the pair that it is at. */
    public Pair pair() {
        return new Pair(required(prompts).text(), required(stories).text());
    }

    /** Bytes of the pair that it is at, without line feeds. */
    public int bytes() {
        return required(prompts).bytes() + required(stories).bytes();
    }

    private static TextLines required(@Nullable TextLines lines) {
        if (lines == null) {
            throw new IllegalStateException("it is at no pair");
        }
        return lines;
    }

    @Override
    public void close() throws IOException {
        try (TextLines one = prompts;
                TextLines other = stories) {
            prompts = null;
            stories = null;
        }
    }
}
