package io.conteur.storygenerator.models;

import io.conteur.events.training.CheckpointPublished;
import io.conteur.gpt.sampling.SampledToken;
import io.conteur.storygenerator.request.GenerationRequest;
import java.util.List;

/**
 * A checkpoint in memory, with a batch of sequences and their KV cache; {@link LoadedCheckpoint}
 * implements it. For one thread.
 */
public interface StoryModel extends AutoCloseable {
    /** The event that announced its weights. */
    CheckpointPublished checkpoint();

    /** Length of the context window in tokens, for prompt and story together. */
    int context();

    /** The token ids of a prompt, with the special tokens that the model was trained with. */
    int[] encode(String prompt);

    /** The tokenizer's piece for a token id. */
    String piece(int id);

    /** Whether a sequence of this request fits into an empty KV cache. */
    boolean fits(GenerationRequest request);

    /** Whether a sequence of this request fits into the batch and the KV cache now. */
    boolean hasRoom(GenerationRequest request);

    /**
     * Adds a sequence to the batch; it gets its first token in the next step. The same request and
     * index always give the same story.
     *
     * @param index of the story, less than {@link GenerationRequest#stories}
     * @return its handle, as in {@link SampledToken#handle}
     */
    int begin(GenerationRequest request, int index);

    /**
     * Decodes one token for each sequence in the batch. A sequence whose token has a finish leaves
     * the batch.
     */
    List<SampledToken> step();

    /** Removes a sequence from the batch, if it is still there. */
    void remove(int handle);

    /** Sequences in the batch. */
    int sequences();

    /** Memory of weights and KV cache in bytes. */
    long bytes();

    /** Tokens in the KV cache. */
    int cacheTokens();

    /** Decodes the text of one sequence. */
    TextDecoder textDecoder();

    @Override
    void close();

    /** Turns the tokens of one sequence into text as they come. */
    interface TextDecoder {
        /** The text that is certain with this token: whole characters only, often empty. */
        String add(int id);

        /** The rest of the text; no token follows. */
        String end();
    }
}
