package io.conteur.systemtests.fleet;

import io.conteur.events.ArtifactReference;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.CheckpointPublishedBuilder;
import io.conteur.gpt.EngineMemory;
import io.conteur.gpt.sampling.Generation;
import io.conteur.gpt.sampling.SampledToken;
import io.conteur.storygenerator.models.CheckpointLoader;
import io.conteur.storygenerator.models.StoryModel;
import io.conteur.storygenerator.request.GenerationRequest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Generates one word again and again, for as many tokens as asked. */
final class StubModel implements StoryModel {
    private static final int CONTEXT = 256;
    private static final int ROWS = 32;
    private static final ArtifactReference ARTIFACT =
            new ArtifactReference("checkpoints/stub/job/step-1", "ab".repeat(32));

    static final CheckpointPublished CHECKPOINT =
            CheckpointPublishedBuilder.builder()
                    .id("job")
                    .model("stub")
                    .step(1)
                    .artifact(ARTIFACT)
                    .tokenizer(ARTIFACT)
                    .vocabularySize(10)
                    .context(CONTEXT)
                    .parameters(1)
                    .last(true)
                    .build();

    private final Map<Integer, Integer> tokensLeft = new LinkedHashMap<>();
    private int nextRow;

    /** What a loader finds instead of a checkpoint's files. */
    record Verified() implements CheckpointLoader.Verified {
        @Override
        public EngineMemory memory() {
            return new EngineMemory(1, 1);
        }

        @Override
        public StoryModel load() {
            return new StubModel();
        }
    }

    @Override
    public CheckpointPublished checkpoint() {
        return CHECKPOINT;
    }

    @Override
    public int context() {
        return CONTEXT;
    }

    @Override
    public int[] encode(String prompt) {
        return new int[1];
    }

    @Override
    public String piece(int id) {
        return "word ";
    }

    @Override
    public boolean fits(GenerationRequest request) {
        return true;
    }

    @Override
    public boolean hasRoom(GenerationRequest request) {
        return tokensLeft.size() < ROWS;
    }

    @Override
    public int begin(GenerationRequest request, int index) {
        tokensLeft.put(nextRow, request.sampling().maxTokens());
        return nextRow++;
    }

    @Override
    public List<SampledToken> step() {
        List<SampledToken> sampled = new ArrayList<>();
        for (Iterator<Map.Entry<Integer, Integer>> rows = tokensLeft.entrySet().iterator();
                rows.hasNext(); ) {
            Map.Entry<Integer, Integer> row = rows.next();
            row.setValue(row.getValue() - 1);
            boolean last = row.getValue() == 0;
            sampled.add(
                    new SampledToken(
                            row.getKey(), 1, last ? Generation.Finish.LENGTH : null, List.of()));
            if (last) {
                rows.remove();
            }
        }
        return sampled;
    }

    @Override
    public void remove(int handle) {
        tokensLeft.remove(handle);
    }

    @Override
    public int sequences() {
        return tokensLeft.size();
    }

    @Override
    public int cacheTokens() {
        return 0;
    }

    @Override
    public long bytes() {
        return 1;
    }

    @Override
    public TextDecoder textDecoder() {
        return new TextDecoder() {
            @Override
            public String add(int id) {
                return "word ";
            }

            @Override
            public String end() {
                return "";
            }
        };
    }

    @Override
    public void close() {}
}
