package io.conteur.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.conteur.cli.common.Json;
import io.conteur.cli.usage.NumberRange;
import io.conteur.cli.usage.NumberRanges;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The ranges of options are those of the events that they fill. */
class SchemaRangesTest {
    private static final CommandLine CONTEUR = Conteur.commandLine();

    @ParameterizedTest
    @CsvSource({
        "prompt, --temperature, PromptSubmitted, temperature",
        "prompt, --top-k, PromptSubmitted, topK",
        "prompt, --top-p, PromptSubmitted, topP",
        "prompt, --min-p, PromptSubmitted, minP",
        "prompt, --repetition-penalty, PromptSubmitted, repetitionPenalty",
        "prompt, --presence-penalty, PromptSubmitted, presencePenalty",
        "prompt, --frequency-penalty, PromptSubmitted, frequencyPenalty",
        "prompt, --max-tokens, PromptSubmitted, maxTokens",
        "prompt, --min-tokens, PromptSubmitted, minTokens",
        "prompt, --n, PromptSubmitted, n",
        "prompt, --log-probabilities, PromptSubmitted, logProbabilities",
        "train, --steps, TrainingRequested, steps",
        "train, --minutes, TrainingRequested, minutes",
        "train, --vocabulary-size, TrainingRequested, vocabularySize",
        "train, --context, TrainingRequested, settings/context",
        "train, --width, TrainingRequested, settings/width",
        "train, --hidden, TrainingRequested, settings/hidden",
        "train, --layers, TrainingRequested, settings/layers",
        "train, --heads, TrainingRequested, settings/heads",
        "train, --batch, TrainingRequested, settings/batch",
        "train, --learning-rate, TrainingRequested, settings/learningRate",
        "train, --warm-up-steps, TrainingRequested, settings/warmUpSteps",
        "train, --weight-decay, TrainingRequested, settings/weightDecay",
        "train, --dropout, TrainingRequested, settings/dropout",
        "train, --averaging, TrainingRequested, settings/averaging",
        "train, --workers, TrainingRequested, settings/workers",
        "train, --round-steps, TrainingRequested, settings/roundSteps",
        "train, --patience, TrainingRequested, settings/patience",
        "train, --checkpoint-every, TrainingRequested, settings/checkpointEverySteps",
        "train, --validate-every, TrainingRequested, settings/validateEverySteps",
        "train, --sample-every, TrainingRequested, settings/sampleEverySteps",
        "train, --keep-last, TrainingRequested, settings/keepLast",
        "train, --keep-every, TrainingRequested, settings/keepEverySteps"
    })
    void anOptionHasTheRangeOfItsField(String command, String name, String event, String field)
            throws IOException {
        OptionSpec option = CONTEUR.getSubcommands().get(command).getCommandSpec().findOption(name);
        NumberRange range = NumberRanges.of(option);
        JsonNode schema = schema(event, field);

        assertNotNull(range);
        String min = range.above() ? "exclusiveMinimum" : "minimum";
        assertTrue(schema.has(min), schema.toString());
        assertEquals(schema.get(min).asDouble(), range.min());
        assertEquals(schema.get("maximum").asDouble(), range.max());
    }

    private static JsonNode schema(String event, String field) throws IOException {
        Path file =
                Path.of(System.getProperty("repository.root", "../.."))
                        .resolve("schemas")
                        .resolve(event + ".schema.json");
        JsonNode root = Json.read(file);
        String settings = "settings/";
        return field.startsWith(settings)
                ? root.at(
                        "/$defs/TrainingSettings/properties/" + field.substring(settings.length()))
                : root.at("/properties/" + field);
    }
}
