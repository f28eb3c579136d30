package io.conteur.cli.offline;

import io.conteur.cli.common.Json;
import io.conteur.cli.common.UsageException;
import io.conteur.cli.offline.OfflineStory.Result;
import io.conteur.cli.story.SamplingOptions;
import io.conteur.cli.story.StoryText;
import io.conteur.events.story.LogitBias;
import io.conteur.events.story.PromptSubmitted;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Generates stories with a checkpoint, without Kafka. */
@Command(
        name = "generate",
        description = "Writes a story with a checkpoint folder; needs no Kafka.",
        footer = {
            "  ./conteur generate --checkpoint FOLDER \"A shy fox finds a brass compass.\"",
            "  ./conteur generate --checkpoint FOLDER --n 3 --stop \"The end\" \"A shy fox.\""
        })
public final class GenerateCommand implements Callable<Integer> {
    @Parameters(paramLabel = "TEXT", description = "The prompt.")
    private String prompt = "";

    @Option(
            names = "--checkpoint",
            paramLabel = "FOLDER",
            required = true,
            description = "A checkpoint folder.")
    private Path checkpoint = Path.of("");

    @Option(names = "--json", description = "Print a JSON document for each story.")
    private boolean json;

    @ArgGroup(validate = false, heading = SamplingOptions.HEADING)
    private SamplingOptions sampling = new SamplingOptions();

    @Override
    public Integer call() throws IOException {
        PromptSubmitted asked = sampling.prompt(prompt); // Rejects wrong options before loading.
        requireRoom(asked);
        int stories = Objects.requireNonNullElse(asked.n(), 1);
        try (OfflineModel model = OfflineModel.load(checkpoint)) {
            requireTokens(asked, model.tokenizer().vocabularySize());
            StoryText text = new StoryText(System.out, stories);
            for (int i = 0; i < stories; i++) {
                Result story =
                        new OfflineStory(model, asked, i, json ? part -> {} : text::part)
                                .generate();
                if (json) {
                    System.out.println(Json.line(story));
                } else {
                    text.end(story.logProbabilities());
                }
            }
        }
        return 0;
    }

    private static void requireRoom(PromptSubmitted asked) {
        int least = Objects.requireNonNullElse(asked.minTokens(), 0);
        if (least > OfflineStory.maxTokens(asked)) {
            throw new UsageException(
                    "--min-tokens must be at most --max-tokens, %d, is %d"
                            .formatted(OfflineStory.maxTokens(asked), least));
        }
    }

    private static void requireTokens(PromptSubmitted asked, int vocabulary) {
        for (LogitBias bias : Objects.requireNonNullElse(asked.logitBias(), List.<LogitBias>of())) {
            if (bias.token() >= vocabulary) {
                throw new UsageException(
                        "--logit-bias must name tokens from 0 to %d, is %d"
                                .formatted(vocabulary - 1, bias.token()));
            }
        }
    }
}
