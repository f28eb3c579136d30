package io.conteur.storygenerator.models;

import io.conteur.events.training.CheckpointPublished;
import io.conteur.gpt.sampling.SampledToken;
import io.conteur.storygenerator.request.GenerationRequest;
import java.util.List;

/** A checkpoint in memory that tells many stories at once. For one thread at a time. */
public interface StoryModel extends AutoCloseable {
    /** The weights that tell. */
    CheckpointPublished checkpoint();

    /** Tokens that a prompt and its story can have together. */
    int context();

    /** A prompt's tokens, as the model learned to see them. */
    int[] encode(String prompt);

    /** A token as the tokenizer has it. */
    String piece(int id);

    /** Whether a story could be told if there were no other. */
    boolean fits(GenerationRequest plan);

    /** Whether a story can join now. */
    boolean hasRoom(GenerationRequest plan);

    /**
     * Lets one of a plan's stories join at the next step; the same plan and index always give the
     * same story.
     *
     * @return what it is called in {@link SampledToken#row}
     */
    int begin(GenerationRequest plan, int index);

    /** The next token of each story that has one; a story whose token ends it has left. */
    List<SampledToken> step();

    /** Lets a story leave, if it is still there. */
    void cancel(int row);

    /** Stories that have joined and not left. */
    int rows();

    /** Memory that it takes, its cache included. */
    long bytes();

    /** Tokens of the cache that are taken. */
    int cacheTokens();

    /** Turns one story's tokens into text. */
    Speech speech();

    @Override
    void close();

    /** Tokens of one story, in order, to text. */
    interface Speech {
        /** The text that is certain now, whole characters only; often empty. */
        String add(int id);

        /** The rest. */
        String end();
    }
}
