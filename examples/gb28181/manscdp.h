/* The documents that device and platform exchange, in the bytes of GB18030. Both build them, so that each byte can be compared. */
#ifndef MANSCDP_H
#define MANSCDP_H

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define CATALOG_SIZE 60000
#define DOCUMENT_ROOM 65536

/* A text in two and four bytes a character; some of them are those of `0`, `8` and `|`. */
#define CAMERA_NAME "\xc9\xe3\xcf\xf1\xbb\xfa\x81\x30\x84\x38\xc1\x7c"
#define MANUFACTURER "\xb3\xa7\xc9\xcc"

struct document {
	char text[DOCUMENT_ROOM];
	size_t length;
};

static void add(struct document *document, const char *format, ...)
{
	va_list arguments;
	int written;

	va_start(arguments, format);
	written = vsnprintf(document->text + document->length, sizeof document->text - document->length, format, arguments);
	va_end(arguments);
	if (written > 0 && document->length + written < sizeof document->text)
		document->length += written;
}

/* <KIND> with command, sequence number and device: the head of every document. */
static void begin(struct document *document, const char *kind, const char *command, const char *sn, const char *device)
{
	document->length = 0;
	add(document, "<?xml version=\"1.0\" encoding=\"GB2312\"?>\r\n<%s>\r\n<CmdType>%s</CmdType>\r\n<SN>%s</SN>\r\n<DeviceID>%s</DeviceID>\r\n", kind, command,
	    sn, device);
}

static void end(struct document *document, const char *kind)
{
	add(document, "</%s>\r\n", kind);
}

/* A Catalog of many channels that takes CATALOG_SIZE bytes, whatever `sn` is: a comment fills it up. */
static void build_catalog(struct document *document, const char *sn, const char *device)
{
	const int channels = 300;
	int channel;

	begin(document, "Response", "Catalog", sn, device);
	add(document, "<SumNum>%d</SumNum>\r\n<DeviceList Num=\"%d\">\r\n", channels, channels);
	for (channel = 1; channel <= channels; channel++)
		add(document, "<Item><DeviceID>%.10s131%07d</DeviceID><Name>" CAMERA_NAME "%d</Name><Manufacturer>" MANUFACTURER "</Manufacturer><Status>ON</Status></Item>\r\n",
		    device, channel, channel);
	add(document, "</DeviceList>\r\n<!--");
	while (document->length < CATALOG_SIZE - strlen("-->\r\n</Response>\r\n"))
		add(document, "%c", ' ');
	add(document, "-->\r\n");
	end(document, "Response");
}

static void build_device_info(struct document *document, const char *sn, const char *device)
{
	begin(document, "Response", "DeviceInfo", sn, device);
	add(document, "<DeviceName>" CAMERA_NAME "</DeviceName>\r\n<Result>OK</Result>\r\n<Manufacturer>" MANUFACTURER "</Manufacturer>\r\n<Model>IPC</Model>\r\n");
	end(document, "Response");
}

static void build_record_info(struct document *document, const char *sn, const char *device)
{
	begin(document, "Response", "RecordInfo", sn, device);
	add(document, "<Name>" CAMERA_NAME "</Name>\r\n<SumNum>1</SumNum>\r\n<RecordList Num=\"1\">\r\n<Item><DeviceID>%s</DeviceID><Name>" CAMERA_NAME
	    "</Name><StartTime>2026-01-01T00:00:00</StartTime><EndTime>2026-01-01T01:00:00</EndTime></Item>\r\n</RecordList>\r\n", device);
	end(document, "Response");
}

static void build_catalog_change(struct document *document, const char *sn, const char *device)
{
	begin(document, "Notify", "Catalog", sn, device);
	add(document, "<SumNum>1</SumNum>\r\n<DeviceList Num=\"1\">\r\n<Item><DeviceID>%.10s1310000001</DeviceID><Event>ON</Event></Item>\r\n</DeviceList>\r\n", device);
	end(document, "Notify");
}

static void build_position(struct document *document, const char *sn, const char *device)
{
	begin(document, "Notify", "MobilePosition", sn, device);
	add(document, "<Time>2026-01-01T00:00:00</Time>\r\n<Longitude>116.397</Longitude>\r\n<Latitude>39.909</Latitude>\r\n");
	end(document, "Notify");
}

/* The content of the first element `name`, or "". */
static const char *element(const char *text, const char *name, char *to, size_t size)
{
	char tag[64];
	const char *start;

	snprintf(tag, sizeof tag, "<%s>", name);
	start = strstr(text, tag);
	to[0] = '\0';
	if (start) {
		start += strlen(tag);
		snprintf(to, size, "%.*s", (int)strcspn(start, "<"), start);
	}
	return to;
}

#endif
