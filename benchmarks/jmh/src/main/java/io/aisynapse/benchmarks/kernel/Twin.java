package io.aisynapse.benchmarks.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/** The twin's functions, compiled by {@code g++ -O3 -march=native} and called on the same arrays. */
final class Twin {
    private final MethodHandle dense;
    private final MethodHandle convolution;

    private Twin(SymbolLookup library) {
        this.dense = function(library, "dense_events", 7, 1, 2);
        this.convolution = function(library, "convolution_events", 13, 1, 2, 7, 8);
    }

    static Twin compiled() {
        try {
            Path folder = Files.createTempDirectory("twin");
            Path source = folder.resolve("twin.cpp");
            Path library = folder.resolve("twin.so");
            try (InputStream text = Twin.class.getResourceAsStream("/twin.cpp")) {
                Files.copy(Objects.requireNonNull(text), source);
            }
            Process compiler = new ProcessBuilder(
                            "g++",
                            "-O3",
                            "-march=native",
                            "-shared",
                            "-fPIC",
                            "-o",
                            library.toString(),
                            source.toString())
                    .inheritIO()
                    .start();
            if (compiler.waitFor() != 0) {
                throw new IllegalStateException("g++ could not compile the twin");
            }
            return new Twin(SymbolLookup.libraryLookup(library, Arena.global()));
        } catch (IOException e) {
            throw new IllegalStateException("no twin", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A function of pointers, but for these of its parameters, which are ints. */
    private static MethodHandle function(SymbolLookup library, String name, int parameters, int... ints) {
        MemoryLayout[] layouts = new MemoryLayout[parameters];
        Arrays.fill(layouts, ADDRESS);
        for (int i : ints) {
            layouts[i] = JAVA_INT;
        }
        return Linker.nativeLinker()
                .downcallHandle(
                        library.findOrThrow(name), FunctionDescriptor.ofVoid(layouts), Linker.Option.critical(true));
    }

    void denseEvents(Block a) throws Throwable {
        dense.invokeExact(a.charge, a.width, a.ticks, a.from, a.to, a.weight, a.neuron);
    }

    void convolutionEvents(Block a, Places p) throws Throwable {
        convolution.invokeExact(
                a.charge,
                a.width,
                a.ticks,
                a.from,
                a.to,
                a.weight,
                a.neuron,
                p.channels,
                p.stride,
                p.start,
                p.target,
                p.offset,
                p.length);
    }

    /** What both functions take. */
    record Block(
            MemorySegment charge,
            int width,
            int ticks,
            MemorySegment from,
            MemorySegment to,
            MemorySegment weight,
            MemorySegment neuron) {}

    /** Where a convolution's weights go. */
    record Places(
            int channels,
            int stride,
            MemorySegment start,
            MemorySegment target,
            MemorySegment offset,
            MemorySegment length) {}
}
