package io.conteur.gpt.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.conteur.gpt.torch.TorchScriptModule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
    private static final List<Safetensors.Entry> ENTRIES =
            List.of(
                    new Safetensors.Entry("a", new Shape(2, 3)),
                    new Safetensors.Entry("b", new Shape(1)));

    @TempDir private Path folder;

    @Test
    void whatIsWrittenIsRead() throws IOException {
        try (NDManager manager = TorchScriptModule.manager()) {
            float[] a = {1, -2, 3.5f, Float.MIN_VALUE, Float.MAX_VALUE, 0};
            NDList tensors =
                    new NDList(manager.create(a, new Shape(2, 3)), manager.create(new float[] {7}));
            Path file = folder.resolve("x.safetensors");

            Safetensors.write(file, ENTRIES, tensors);

            NDList read = Safetensors.read(file, ENTRIES, manager);
            assertArrayEquals(a, read.get(0).toFloatArray());
            assertArrayEquals(new float[] {7}, read.get(1).toFloatArray());
        }
    }

    @Test
    void theOrderInTheFileIsFree() throws IOException {
        Path file =
                file(
                        "{'b':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},"
                                + "'a':{'dtype':'F32','shape':[2,3],'data_offsets':[4,28]}}");
        try (NDManager manager = TorchScriptModule.manager()) {
            assertArrayEquals(
                    new float[] {0},
                    Safetensors.read(file, ENTRIES, manager).get(1).toFloatArray());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not JSON",
                "[]",
                "{}",
                "{'a':{'dtype':'F32','shape':[2,3],'data_offsets':[0,24]},'b':null}",
                "{'a':{'dtype':'F32','shape':[2,3],'data_offsets':[0,24]},'b':{}}",
                "{'a':{'dtype':'F32','shape':[2,3],'data_offsets':[0,24]},'c':{'dtype':'F32','shape':[1],'data_offsets':[24,28]}}",
                "{'a':{'dtype':'F64','shape':[2,3],'data_offsets':[0,24]},'b':{'dtype':'F32','shape':[1],'data_offsets':[24,28]}}",
                "{'a':{'dtype':null,'shape':[2,3],'data_offsets':[0,24]},'b':{'dtype':'F32','shape':[1],'data_offsets':[24,28]}}",
                "{'a':{'dtype':'F32','shape':[3,2],'data_offsets':[0,24]},'b':{'dtype':'F32','shape':[1],'data_offsets':[24,28]}}",
                "{'a':{'dtype':'F32','shape':[2,3],'data_offsets':[8,32]},'b':{'dtype':'F32','shape':[1],'data_offsets':[24,28]}}",
                "{'a':{'dtype':'F32','shape':[2,3],'data_offsets':[-4,20]},'b':{'dtype':'F32','shape':[1],'data_offsets':[24,28]}}",
                "{'a':{'dtype':'F32','shape':[2,3],'data_offsets':[0,20]},'b':{'dtype':'F32','shape':[1],'data_offsets':[24,28]}}",
                "{'a':{'dtype':'F32','shape':[2,3],'data_offsets':[0]},'b':{'dtype':'F32','shape':[1],'data_offsets':[24,28]}}",
                "{'a':{'dtype':'F32','shape':[2,3],'data_offsets':[0,1e40]},'b':{'dtype':'F32','shape':[1],'data_offsets':[24,28]}}",
                "{'a':{'dtype':'F32','shape':[2,3],'data_offsets':'0'},'b':{'dtype':'F32','shape':[1],'data_offsets':[24,28]}}"
            })
    void aHeaderThatPromisesAnythingElseIsRefused(String header) throws IOException {
        assertRefused(file(header));
    }

    @Test
    void aHeaderLengthOutOfRangeIsRefusedBeforeAnythingIsAllocated() throws IOException {
        Path file = folder.resolve("x.safetensors");
        for (long length : new long[] {-1, 0, 1L << 40, Long.MAX_VALUE}) {
            ByteBuffer bytes = ByteBuffer.allocate(36).order(ByteOrder.LITTLE_ENDIAN);
            Files.write(file, bytes.putLong(0, length).array());

            assertRefused(file);
        }
    }

    @Test
    void aHeaderNestedDeeplyIsRefused() throws IOException {
        assertRefused(file("{'a':" + "[".repeat(1_000_000)));
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void aTensorWithWhatIsNoFiniteNumberIsNamed(float number) throws IOException {
        Path file =
                file(
                        "{'b':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},"
                                + "'a':{'dtype':'F32','shape':[2,3],'data_offsets':[4,28]}}");
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - 8, number);
        Files.write(file, bytes);

        CheckpointException refusal =
                assertThrows(
                        CheckpointException.class,
                        () -> Safetensors.read(file, ENTRIES, Safetensors.Tensor::finite));

        assertEquals(
                "x.safetensors cannot be used: a holds what is not a finite number",
                refusal.getMessage());
    }

    @Test
    void aTensorLargerThanTheBufferIsReadWhole() throws IOException {
        float[] numbers = new float[700_000];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i;
        }
        Path file = folder.resolve("x.safetensors");
        List<Safetensors.Entry> entries =
                List.of(new Safetensors.Entry("a", new Shape(numbers.length)));
        try (NDManager manager = TorchScriptModule.manager()) {
            Safetensors.write(file, entries, new NDList(manager.create(numbers)));
        }

        assertArrayEquals(
                numbers, Safetensors.read(file, entries, Safetensors.Tensor::finite).get(0));
    }

    @Test
    void halfPrecisionIsReadAsFloats() throws IOException {
        byte[] json =
                ("{\"__metadata__\":{\"format\":\"pt\",\"more\":\"x\"},"
                                + "\"b\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[12,14]},"
                                + "\"a\":{\"dtype\":\"BF16\",\"shape\":[2,3],\"data_offsets\":[0,12]}}")
                        .getBytes(StandardCharsets.US_ASCII);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + 14).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json);
        for (float number : new float[] {1, -2, 0.5f, 3, 0, -0.25f}) {
            bytes.putShort((short) (Float.floatToRawIntBits(number) >>> 16));
        }
        bytes.putShort(HalfFloat.of(0.1f));
        Path file = Files.write(folder.resolve("x.safetensors"), bytes.array());

        List<float[]> read = Safetensors.read(file, ENTRIES, Safetensors.Tensor::finite);

        assertArrayEquals(new float[] {1, -2, 0.5f, 3, 0, -0.25f}, read.get(0));
        assertEquals(0.1f, read.get(1)[0], 1e-4f);
        assertRefused(file); // As the state of an optimizer, which is fp32.
    }

    private static void assertRefused(Path file) {
        try (NDManager manager = TorchScriptModule.manager()) {
            CheckpointException refusal =
                    assertThrows(
                            CheckpointException.class,
                            () -> Safetensors.read(file, ENTRIES, manager));
            assertTrue(String.valueOf(refusal.getMessage()).contains("x.safetensors"));
        }
    }

    /** A file with this header and 28 bytes of zeros. */
    private Path file(String header) throws IOException {
        byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.US_ASCII);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + 28).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json);
        return Files.write(folder.resolve("x.safetensors"), bytes.array());
    }
}
