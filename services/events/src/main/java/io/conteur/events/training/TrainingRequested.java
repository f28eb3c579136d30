package io.conteur.events.training;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.conteur.events.ArtifactReference;
import io.conteur.events.EventChecks;
import io.conteur.events.InvalidEventException;
import io.conteur.events.WithBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A request to train a model. Keyed by the model's name.
 *
 * @param id of the job; the record's CloudEvents id or position when absent
 * @param corpus an artifact of {@code prompts.txt} and {@code stories.txt}, a pair per line
 * @param tokenizer name of a tokenizer, whose newest version is used; trained when there is none.
 *     When absent, a tokenizer of the model's name for this corpus and vocabulary size, trained
 *     when there is none
 * @param vocabularySize pieces of the tokenizer, when it has to be trained
 * @param steps optimizer steps; when absent {@code minutes} decide, else the size's default
 * @param minutes wall-clock minutes of training
 * @param corpusUrls from where to download the corpus, instead of {@code corpus}
 * @param clean detokenise the style of the WritingPrompts data set to plain English first
 * @param continueFrom the model to fine-tune; a new one when absent
 * @param initialCheckpoint an artifact with the model and the tokenizer to go on from, instead of
 *     {@code continueFrom}: {@code config.json}, {@code model.safetensors}, {@code tokenizer.model}
 */
@WithBuilder
public record TrainingRequested(
        @Nullable String id,
        String model,
        @Nullable ArtifactReference corpus,
        @Nullable String tokenizer,
        @Nullable Size size,
        @Nullable Integer vocabularySize,
        @Nullable Integer steps,
        @Nullable Double minutes,
        @Nullable TrainingSettings settings,
        @Nullable CorpusUrls corpusUrls,
        @Nullable Boolean clean,
        @Nullable ContinueFrom continueFrom,
        @Nullable ArtifactReference initialCheckpoint) {
    /** The preset for everything the settings leave open. */
    public enum Size {
        @JsonProperty("tiny")
        TINY,
        @JsonProperty("small")
        SMALL,
        @JsonProperty("notebook")
        NOTEBOOK,
        @JsonProperty("medium")
        MEDIUM,
        @JsonProperty("large")
        LARGE
    }

    /** An existing model. */
    public enum ContinueFrom {
        /** The model's newest checkpoint; its shape and tokenizer are kept. */
        @JsonProperty("latest")
        LATEST
    }

    public TrainingRequested {
        EventChecks.name(id, "/id");
        EventChecks.name(model, "/model");
        EventChecks.name(tokenizer, "/tokenizer");
        EventChecks.between(vocabularySize, 16, 1_000_000, "/vocabularySize");
        EventChecks.between(steps, 1, 100_000_000, "/steps");
        EventChecks.between(minutes, 0.01, 1_000_000, "/minutes");
        if (steps != null && minutes != null) {
            throw new InvalidEventException("/minutes", "must be absent when steps are given");
        }
        if (corpus == null && corpusUrls == null) {
            throw new InvalidEventException("/corpus", "is missing");
        }
        if (corpus != null && corpusUrls != null) {
            throw new InvalidEventException("/corpusUrls", "must be absent when corpus is given");
        }
        if (continueFrom != null && initialCheckpoint != null) {
            throw new InvalidEventException(
                    "/initialCheckpoint", "must be absent when continueFrom is given");
        }
    }

    public TrainingRequested withId(String id) {
        return TrainingRequestedBuilder.builder(this).id(id).build();
    }
}
