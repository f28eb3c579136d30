package io.conteur.modeltrainer.checkpoint;

import io.conteur.events.training.ValidationFigures;
import io.conteur.gpt.model.Architecture;
import io.conteur.modeltrainer.job.JobSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The model card of a checkpoint, {@code README.md}: with metadata as <a
 * href="https://huggingface.co/docs/hub/model-cards">Hugging Face</a> reads it, and how to use the
 * folder with transformers.
 */
public final class ModelCard {
    private static final String CARD =
            """
            ---
            library_name: transformers
            pipeline_tag: text-generation
            license: unknown
            tags:
            - conteur
            - qwen3
            ---

            # %s

            A language model that writes a story for a prompt, after step %d of %d of the training `%s`.

            Set `license` above before you distribute the model; it depends on the training data.

            ## Data

            Corpus artifact `%s`, manifest SHA-256 `%s`; tokenizer artifact `%s`.

            ## Figures

            | | |
            |---|---|
            %s
            ## Use

            ```python
            import torch
            from transformers import AutoModelForCausalLM, AutoTokenizer

            tokenizer = AutoTokenizer.from_pretrained(".")
            model = AutoModelForCausalLM.from_pretrained(".")
            start, separator = tokenizer.convert_tokens_to_ids(["<s>", "<sep>"])
            ids = [start, *tokenizer.encode("A shy fox finds a brass compass."), separator]
            story = model.generate(
                torch.tensor([ids]), max_new_tokens=256, do_sample=True, temperature=0.8, top_p=0.95
            )
            print(tokenizer.decode(story[0, len(ids):], skip_special_tokens=True))
            ```

            The model continues `<s> prompt <sep>` with a story and `</s>`. A line break is the token `<newline>`, and is decoded
            as a line break; write one in a prompt as ` <newline> `.
            """;

    private ModelCard() {}

    /** Writes the card into an existing folder. */
    public static void write(Path folder, JobSpec job, Architecture architecture, JobState state)
            throws IOException {
        Files.writeString(folder.resolve("README.md"), text(job, architecture, state));
    }

    static String text(JobSpec job, Architecture architecture, JobState state) {
        return CARD.formatted(
                job.model(),
                state.step(),
                state.steps(),
                job.id(),
                state.corpus().key(),
                state.corpus().sha256(),
                state.tokenizer().key(),
                figures(architecture, state));
    }

    private static String figures(Architecture a, JobState state) {
        StringBuilder rows = new StringBuilder();
        row(rows, "parameters", "%,d", a.parameters());
        row(rows, "vocabulary (pieces)", "%,d", a.vocabulary());
        row(rows, "context (tokens)", "%,d", a.context());
        row(rows, "width", "%,d", a.width());
        row(rows, "layers", "%,d", a.layers());
        row(rows, "attention heads", "%,d", a.heads());
        row(rows, "training loss (nats per token)", "%.4f", state.trainingLoss());
        row(rows, "validation loss (nats per token)", "%.4f", state.validationLoss());
        ValidationFigures figures = state.validation();
        if (figures != null) {
            row(rows, "validation perplexity per token", "%.2f", figures.perplexity());
            row(rows, "validation perplexity per word", "%.2f", figures.wordPerplexity());
            row(rows, "validation bits per byte", "%.4f", figures.bitsPerByte());
        }
        row(rows, "prompt ranking (share)", "%.3f", state.promptRanking());
        return rows.toString();
    }

    private static void row(
            StringBuilder rows, String name, String format, @Nullable Object figure) {
        if (figure != null) {
            rows.append(
                    "| %s | %s |\n".formatted(name, String.format(Locale.ROOT, format, figure)));
        }
    }
}
