package io.aisynapse.core.onnx.proto;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.aisynapse.core.finding.Finding;
import java.io.IOException;

/** Walks over the fields of nested messages, checking every length against what is really there. */
final class ProtoCursor {
    private final byte[] bytes;
    private final CodedInputStream in;
    private final int end;
    private final int start;
    private final int depthLimit;
    private int depth;
    private int tag;

    ProtoCursor(byte[] bytes, Slice part, int depthLimit) {
        this.bytes = bytes;
        this.start = part.offset();
        this.end = part.end();
        this.in = CodedInputStream.newInstance(bytes, part.offset(), part.length());
        this.depthLimit = depthLimit;
    }

    /** What is done with one field: it must read or skip the field's value. */
    interface FieldReader {
        void read(int field) throws IOException;
    }

    /** Reads all fields of the outermost message. */
    void readAll(FieldReader reader) throws IOException {
        while (nextField()) {
            reader.read(WireFormat.getTagFieldNumber(tag));
        }
    }

    /** Reads the message that is the current field's value, and says where its bytes are. */
    Slice readMessage(FieldReader reader) throws IOException {
        int length = readLength();
        Slice body = new Slice(position(), length);
        if (++depth > depthLimit) {
            throw tooDeep();
        }
        int outer = pushLimit(length);
        readAll(reader);
        in.popLimit(outer);
        depth--;
        return body;
    }

    private boolean nextField() throws IOException {
        try {
            tag = in.isAtEnd() ? 0 : in.readTag();
        } catch (InvalidProtocolBufferException malformed) {
            throw broken("a field tag is malformed");
        }
        return tag != 0;
    }

    long readVarint() throws IOException {
        require(WireFormat.WIRETYPE_VARINT);
        try {
            return in.readRawVarint64();
        } catch (InvalidProtocolBufferException malformed) {
            throw broken("a number is malformed");
        }
    }

    float readFloat() throws IOException {
        require(WireFormat.WIRETYPE_FIXED32);
        try {
            return in.readFloat();
        } catch (InvalidProtocolBufferException malformed) {
            throw broken("a number is cut off");
        }
    }

    /** The bytes of a string, bytes or message field, without copying them. */
    Slice readSlice() throws IOException {
        int length = readLength();
        int offset = position();
        in.skipRawBytes(length);
        return new Slice(offset, length);
    }

    /** Whether the current field is a packed run of numbers, not one number. */
    boolean isPacked() {
        return WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }

    /** Calls the reader with every element of a packed or single varint field. */
    void readVarints(LongReader reader) throws IOException {
        if (!isPacked()) {
            reader.read(readVarint());
            return;
        }
        int outer = pushLimit(readLength());
        try {
            while (!in.isAtEnd()) {
                reader.read(in.readRawVarint64());
            }
        } catch (InvalidProtocolBufferException malformed) {
            throw broken("a packed number is malformed");
        }
        in.popLimit(outer);
    }

    /** Takes one number of a field. */
    interface LongReader {
        void read(long value) throws IOException;
    }

    /** Passes over the current field, whatever it is. */
    void skip() throws IOException {
        switch (WireFormat.getTagWireType(tag)) {
            case WireFormat.WIRETYPE_VARINT -> readVarint();
            case WireFormat.WIRETYPE_FIXED32 -> skipBytes(4);
            case WireFormat.WIRETYPE_FIXED64 -> skipBytes(8);
            case WireFormat.WIRETYPE_LENGTH_DELIMITED -> skipBytes(readLength());
            case WireFormat.WIRETYPE_START_GROUP -> skipGroup();
            default -> throw broken("wire type " + WireFormat.getTagWireType(tag) + " does not exist");
        }
    }

    /** Groups are not recursed into: 10,000 nested ones are counted, then refused. */
    private void skipGroup() throws IOException {
        int open = 1;
        while (open > 0) {
            if (!nextField()) {
                throw broken("a group does not end");
            }
            switch (WireFormat.getTagWireType(tag)) {
                case WireFormat.WIRETYPE_START_GROUP -> open++;
                case WireFormat.WIRETYPE_END_GROUP -> open--;
                default -> skip();
            }
            if (depth + open > depthLimit) {
                throw tooDeep();
            }
        }
    }

    private void skipBytes(int count) throws IOException {
        try {
            in.skipRawBytes(count);
        } catch (InvalidProtocolBufferException cutOff) {
            throw broken("a field is cut off");
        }
    }

    private int readLength() throws IOException {
        require(WireFormat.WIRETYPE_LENGTH_DELIMITED);
        long length;
        try {
            length = in.readRawVarint64();
        } catch (InvalidProtocolBufferException malformed) {
            throw broken("a length is malformed");
        }
        if (length < 0 || length > end - position()) {
            throw new ReadFailure(new Finding(
                    "truncated",
                    "byte " + position(),
                    "a field of %s bytes where the file has %d left"
                            .formatted(Long.toUnsignedString(length), end - position()),
                    "the whole file",
                    "Send the file again: it is cut off or damaged."));
        }
        int within = in.getBytesUntilLimit();
        if (within >= 0 && length > within) {
            throw broken("a field is longer than the message around it");
        }
        return (int) length;
    }

    private int pushLimit(int length) throws IOException {
        try {
            return in.pushLimit(length);
        } catch (InvalidProtocolBufferException tooLong) {
            throw broken("a field is longer than the message around it");
        }
    }

    private void require(int wireType) throws ReadFailure {
        if (WireFormat.getTagWireType(tag) != wireType) {
            throw broken("field %d has wire type %d, not %d"
                    .formatted(WireFormat.getTagFieldNumber(tag), WireFormat.getTagWireType(tag), wireType));
        }
    }

    int position() {
        return start + in.getTotalBytesRead();
    }

    ReadFailure broken(String what) {
        boolean atEnd = position() >= end;
        return new ReadFailure(new Finding(
                atEnd ? "truncated" : "not-onnx",
                "byte " + position(),
                what,
                "an ONNX model (protobuf)",
                atEnd ? "Send the file again: it is cut off." : "Export the model to ONNX and send that file."));
    }

    private ReadFailure tooDeep() {
        return new ReadFailure(new Finding(
                "too-deep",
                "byte " + position(),
                "more than " + depthLimit + " levels of nesting",
                "at most " + depthLimit,
                "Export the model without nested subgraphs."));
    }

    byte[] bytes() {
        return bytes;
    }
}
