package io.conteur.cli.offline;

import io.conteur.cli.common.CommandFailedException;
import io.conteur.cli.common.CorpusFiles;
import io.conteur.cli.common.Json;
import io.conteur.cli.common.StatusLine;
import io.conteur.cli.usage.NumberRange;
import io.conteur.gpt.Generator;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.Score;
import io.conteur.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Computes the cross-entropy of stories given their prompts. */
@Command(
        name = "score",
        description = "Scores stories given their prompts; needs no Kafka.",
        footer =
                "  ./conteur score --checkpoint FOLDER --prompts prompts.txt --stories stories.txt")
public final class ScoreCommand implements Callable<Integer> {
    /** The largest context of any model. */
    private static final int MAX_CONTEXT = 1_000_000;

    /** Pairs that are scored between two lines of progress. */
    private static final int SLICE = 64;

    @Option(
            names = "--checkpoint",
            paramLabel = "FOLDER",
            required = true,
            description = "A checkpoint folder.")
    private Path checkpoint = Path.of("");

    @Option(
            names = "--prompts",
            paramLabel = "FILE",
            required = true,
            description = "Prompts, one per line.")
    private Path prompts = Path.of("");

    @Option(
            names = "--stories",
            paramLabel = "FILE",
            required = true,
            description = "Stories, one per line.")
    private Path stories = Path.of("");

    @Option(
            names = "--context",
            description =
                    "Tokens of each pair that count, from 2 to 1000000; default the model's"
                            + " context.")
    @NumberRange(min = 2, max = MAX_CONTEXT)
    private @Nullable Integer context;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    private record Result(int pairs, long tokens, double nats, double bitsPerByte) {}

    @Override
    public Integer call() throws IOException {
        CorpusFiles pairs = CorpusFiles.check(List.of(prompts), List.of(stories), null);
        List<String> promptLines = CorpusFiles.lines(pairs.prompts());
        List<String> storyLines = CorpusFiles.lines(pairs.stories());
        try (OfflineModel model = OfflineModel.load(checkpoint)) {
            print(score(model, promptLines, storyLines));
        }
        return 0;
    }

    private Result score(OfflineModel model, List<String> promptLines, List<String> storyLines) {
        int limit = context == null ? model.generator().architecture().context() : context;
        List<Example> examples = new ArrayList<>();
        long bytes = 0;
        for (int i = 0; i < storyLines.size(); i++) {
            int[] head = model.tokenizer().encodePrompt(promptLines.get(i));
            int[] story = model.tokenizer().encodeStory(storyLines.get(i));
            int kept = Math.min(story.length, limit + 1 - head.length);
            if (kept > 0) {
                int[] scored = Arrays.copyOf(story, kept);
                examples.add(new Example(join(head, scored), head.length));
                bytes += bytes(model.tokenizer(), storyLines.get(i), scored, story.length);
            }
        }
        return result(model.generator(), examples, bytes);
    }

    private Result result(Generator generator, List<Example> examples, long bytes) {
        if (examples.isEmpty()) {
            throw new CommandFailedException("no story has a token within the context");
        }
        Score score = score(generator, examples);
        return new Result(
                examples.size(), score.tokens(), score.nats(), score.nats() / Math.log(2) / bytes);
    }

    private Score score(Generator generator, List<Example> examples) {
        Score score = new Score(0, 0);
        try (StatusLine status = new StatusLine(!json)) {
            for (int from = 0; from < examples.size(); from += SLICE) {
                int to = Math.min(examples.size(), from + SLICE);
                status.show("scored %d of %d pairs".formatted(from, examples.size()));
                score = score.plus(generator.score(examples.subList(from, to)));
            }
        }
        return score;
    }

    /** The UTF-8 bytes of the scored part of a story. */
    private static long bytes(Tokenizer tokenizer, String story, int[] scored, int whole) {
        String text = scored.length == whole ? story : tokenizer.decode(scored);
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private void print(Result result) {
        System.out.println(
                json
                        ? Json.line(result)
                        : "%d pairs, %d tokens, %.3f nats per token, %.4f bits per byte"
                                .formatted(
                                        result.pairs,
                                        result.tokens,
                                        result.nats / result.tokens,
                                        result.bitsPerByte));
    }

    private static int[] join(int[] head, int[] tail) {
        int[] all = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, all, head.length, tail.length);
        return all;
    }
}
