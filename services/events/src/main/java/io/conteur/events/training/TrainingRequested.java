package io.conteur.events.training;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.conteur.events.ArtifactReference;
import io.conteur.events.EventChecks;
import io.conteur.events.InvalidEventException;
import io.conteur.events.WithBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Somebody wants a model trained; one is enough for the whole pipeline. Keyed by the model's name.
 *
 * @param id names the job; the record's CloudEvents id or position when absent
 * @param corpus an artifact holding {@code prompts.txt} and {@code stories.txt}, a pair per line
 * @param tokenizer the tokenizer's name, whose newest version is used as it is; trained when it
 *     does not exist. When absent, a tokenizer of the model's name for this very corpus and
 *     vocabulary size, trained when there is none
 * @param vocabularySize pieces of the tokenizer, when it has to be trained
 * @param steps optimiser steps; when absent {@code minutes} decide, else the size's default
 * @param minutes wall-clock minutes of training
 * @param corpusUrls where to fetch the corpus, instead of {@code corpus}
 * @param clean turn the tokenised style of the WritingPrompts data set into plain English first
 * @param continueFrom the model to go on from; a new one when absent
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
        @Nullable ContinueFrom continueFrom) {
    /** The dial for everything the settings leave open. */
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

    /** A model that exists already. */
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
    }

    public TrainingRequested withId(String id) {
        return TrainingRequestedBuilder.builder(this).id(id).build();
    }
}
