package io.conteur.gpt;

import java.io.IOException;
import java.nio.file.Path;

class TorchScriptStoryEngineTest extends StoryEngineTest {
    @Override
    int prompts() {
        return 200;
    }

    @Override
    StoryEngine load(Path checkpoint, EngineLimits limits) throws IOException {
        return StoryEngine.load(checkpoint, limits, DecoderKind.TORCHSCRIPT);
    }
}
